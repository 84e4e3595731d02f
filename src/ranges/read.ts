import * as z from "zod";
import type { Range, RangeList } from "../cloudflare/ranges";
import { parseCidr } from "../net/cidr";
import { UserError } from "../user-error";
import { quote } from "./answers";
import { judgeEntry } from "./validate";

const cidr = z.string().superRefine((text, context) => {
  const reason = judgeEntry(text);
  if (reason !== undefined) context.addIssue({ code: "custom", message: reason });
});

const range = z.discriminatedUnion("state", [
  z.strictObject({ cidr, state: z.literal("active") }),
  z.strictObject({ cidr, state: z.literal("retiring"), removeAfter: z.iso.date() }),
]);

const rangeList = z.strictObject({
  source: z.string(),
  fetchedAt: z.iso.datetime(),
  etag: z.string().nullable(),
  ranges: z.array(range).superRefine((ranges, context) => {
    const reason = judgeRanges(ranges);
    if (reason !== undefined) context.addIssue({ code: "custom", message: reason });
  }),
});

/**
 * Parses the text of a range list file.
 * @throws {UserError} if it is no such list; the message names the file and the key.
 */
export function parseRangeList(text: string, path: string): RangeList {
  const parsed = rangeList.safeParse(parseJson(text, path));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const key = issue === undefined || issue.path.length === 0 ? "its content" : keyOf(issue.path);
  throw new UserError(
    `${path} is no range list: ${key}: ${issue?.message ?? "not as expected"}.`,
    "Restore the committed file, or delete it to use the list that no521 carries.",
    { cause: parsed.error },
  );
}

/** Writes a range list as it is committed: one range a line, so that a reviewer sees what came and went. */
export function formatRangeList(list: RangeList): string {
  const line = ({ cidr, state, removeAfter }: Range) =>
    `    { "cidr": ${JSON.stringify(cidr)}, "state": "${state}"${removeAfter === undefined ? "" : `, "removeAfter": "${removeAfter}"`} }`;
  return `{
  "source": ${JSON.stringify(list.source)},
  "fetchedAt": ${JSON.stringify(list.fetchedAt)},
  "etag": ${JSON.stringify(list.etag)},
  "ranges": [
${list.ranges.map(line).join(",\n")}
  ]
}
`;
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError(
      `${path} is not JSON: it starts with ${quote(text)}.`,
      "Restore the committed file, or delete it to use the list that no521 carries.",
      { cause },
    );
  }
}

/** Without an active range of a family, every visitor whom the edge serves over it would be locked out. */
function judgeRanges(ranges: readonly Range[]): string | undefined {
  const cidrs = ranges.map(({ cidr }) => cidr);
  const twice = cidrs.find((text, index) => cidrs.indexOf(text) !== index);
  if (twice !== undefined) return `${twice} is listed twice`;
  const missing = ([4, 6] as const).find(
    (family) => !ranges.some(({ cidr, state }) => state === "active" && parseCidr(cidr)?.family === family),
  );
  return missing === undefined ? undefined : `it names no active IPv${missing} range`;
}

function keyOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "");
}
