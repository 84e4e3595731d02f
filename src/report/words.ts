import type { HopName } from "../reach/verdict";
import type { Report, ReportDrift, ReportRow } from "./schema";

/** Writes codes for a sentence: `522`, `521 or 522`, `redirect loop`, `deployment refused`. */
export function listCodes(codes: ReportRow["codes"]): string {
  return codes.map((code) => codeWords[code] ?? String(code)).join(" or ");
}

const codeWords: Readonly<Record<string, string>> = {
  handshake: "failed handshake",
  loop: "redirect loop",
  timeout: "browser timeout",
  deploy: "deployment refused",
};

/** The last part of a URN, which is what the program calls the resource. */
export function nameOf(urn: string): string {
  const at = urn.lastIndexOf("::");
  return at === -1 ? urn : urn.slice(at + 2);
}

/** Writes how a visitor comes: `https`, or `https :8443` where the port is not the usual one. */
export function visitorWords({ scheme, port }: ReportRow["visitor"]): string {
  return port === (scheme === "http" ? 80 : 443) ? scheme : `${scheme} :${port}`;
}

/** Writes what the visitors of one row see: `ok`, `522 or 521, some visitors`, `unknown`. */
export function outcomeWords({ outcome, codes, reaches }: Pick<ReportRow, "outcome" | "codes" | "reaches">): string {
  switch (outcome) {
    case "ok":
    case "unknown":
      return outcome;
    case "redirected":
      return "redirected at the edge";
    case "fails":
      return `${listCodes(codes) || "fails"}${reaches === "some" ? ", some visitors" : ""}`;
  }
}

/** What people call the hops. */
export const hopWords: Readonly<Record<HopName, string>> = {
  edge: "edge",
  resolve: "resolve",
  route: "route",
  "network-acl": "network ACL",
  "security-group": "security group",
  listener: "listener",
  tls: "TLS",
  certificate: "certificate",
  "client-certificate": "client certificate",
  backend: "backend",
};

/** Writes whom a report is about: `shop/dev`, `shop`, or nothing where nobody knows. */
export function subjectWords({ project, stack }: Pick<Report, "project" | "stack">): string {
  return [project, stack].filter((part) => part !== null).join("/");
}

/** How a report ends: what it comes to, and how good that is. */
export interface Conclusion {
  readonly tone: "good" | "doubtful" | "bad" | "plain";
  readonly text: string;
}

/** Sums a report up in one sentence, which never says that all is well while something is unknown. */
export function conclude({ reach, summary }: Pick<Report, "reach" | "summary">): Conclusion {
  const names = (outcome: ReportRow["outcome"]) =>
    new Set(reach.filter((row) => row.outcome === outcome).map(({ hostname }) => hostname));
  const all = new Set(reach.map(({ hostname }) => hostname)).size;
  const failing = names("fails");
  const open = names("unknown").difference(failing).size;
  const of = `of ${all} hostname${all === 1 ? "" : "s"}`;
  if (failing.size > 0) {
    const isAccepted = summary.errors === 0 && summary.waived > 0;
    const rest = `${isAccepted ? ", which is waived" : ""}${open > 0 ? `; ${open} could not be judged` : ""}`;
    return {
      tone: isAccepted ? "doubtful" : "bad",
      text: `Visitors of ${failing.size} ${of} will see errors${rest}.`,
    };
  }
  if (open > 0) return { tone: "doubtful", text: `Nothing is known to fail, and ${open} ${of} could not be judged.` };
  if (summary.unseen > 0) {
    return { tone: "doubtful", text: "Nothing is known to fail, and part of the program was not seen." };
  }
  return all === 0
    ? { tone: "plain", text: "Nothing to judge." }
    : { tone: "good", text: `All visitors ${of} reach the origin.` };
}

type Change = ReportDrift["changes"][number];

/** Says how soon somebody has to act on a change, in two words; what was not read and what is noise say so instead. */
export function urgencyWords({ class: kind, urgency }: Pick<Change, "class" | "urgency">) {
  if (kind === "unreadable") return "not read";
  return kind === "provider-noise" ? "no drift" : urgencies[urgency];
}

const urgencies = {
  "visitors-now": "visitors now",
  "visitors-soon": "visitors soon",
  protection: "protection",
  rest: "other",
} as const;
