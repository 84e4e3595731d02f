import * as z from "zod";
import type { Answer } from "./live";

/** More entries than any list of Cloudflare ever had; a longer one is not looked at. */
const maxEntries = 1000;

const entries = z.array(z.string()).max(maxEntries);

/** @see https://developers.cloudflare.com/api/resources/ips/ read 2026-10-05 */
const apiAnswer = z.object({
  success: z.literal(true),
  result: z.object({ etag: z.string().max(200).nullish(), ipv4_cidrs: entries, ipv6_cidrs: entries }),
});

/** Parses the body of `GET /client/v4/ips`. */
export function parseApiAnswer(body: string): Answer {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { kind: "unbelievable", reason: `it is not JSON but ${quote(body)}` };
  }
  const parsed = apiAnswer.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const key = issue?.path.map(String).join(".") ?? "";
    return { kind: "unbelievable", reason: `its ${key === "" ? "body" : `key "${key}"`} is not as documented` };
  }
  const { etag, ipv4_cidrs, ipv6_cidrs } = parsed.data.result;
  return { kind: "published", published: { ipv4: ipv4_cidrs, ipv6: ipv6_cidrs, etag: etag ?? null } };
}

/**
 * Parses the bodies of `ips-v4` and `ips-v6`: one CIDR per line, the last line with or without a line break.
 * An empty line inside is kept as an entry, so that the judge refuses it.
 */
export function parseTextLists(ipv4: string, ipv6: string): Answer {
  return { kind: "published", published: { ipv4: linesOf(ipv4), ipv6: linesOf(ipv6), etag: null } };
}

function linesOf(text: string): readonly string[] {
  const lines = text.replace(/\r?\n$/, "");
  return lines === "" ? [] : lines.split(/\r?\n/, maxEntries + 1);
}

/** Quotes text of a stranger: short, and without control characters that a terminal would obey. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
