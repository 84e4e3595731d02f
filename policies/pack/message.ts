import type { EdgeCode, Finding } from "../../src/findings/finding";
import type { JudgedWaiver } from "../../src/findings/waivers";
import { docsUrl } from "../evaluate";
import { type UnknownHostname, unknownOutcome } from "../unknown-outcome";

/** What a visitor or the deployment meets, in words. */
const spoken: Readonly<Record<Exclude<EdgeCode, number>, string>> = {
  handshake: "a failed handshake in the browser",
  loop: "a redirect loop",
  timeout: "a timeout of the browser",
  deploy: "no deployment, since the API refuses it",
};

/** How many hostnames and facts a message names before it only counts them. */
const shown = 5;

/** Writes a finding for the terminal: what is wrong, what visitors see, the evidence, the fix and the page. */
export function findingMessage(finding: Finding): string {
  const { what, fix, related, docs } = finding;
  return lines([
    what,
    consequence(finding),
    ...enumerate(related.map(({ resource, says }) => `  evidence: ${nameOf(resource)}: ${says}`)),
    `  fix: ${fix}`,
    `  docs: ${docs}`,
  ]);
}

/** Writes for the terminal why a hostname cannot be judged. */
export function unknownMessage({ hostname, visitors, doubts }: UnknownHostname): string {
  const whys = enumerate(doubts.map(({ why }) => `  unknown: ${why}`));
  return lines([
    `${hostname} cannot be judged for ${visitors.join(" and ")} visitors.`,
    ...whys,
    `  docs: ${docsUrl(unknownOutcome.id)}`,
  ]);
}

/** Writes for the terminal what became of a waiver. */
export function waiverMessage({ policy, resource, reason, until, writtenIn, state, findings }: JudgedWaiver): string {
  const covered = `${policy} on ${resource}`;
  const says = {
    used: `Waived until ${until}: ${covered}, ${findings.length === 1 ? "one finding" : `${findings.length} findings`}.`,
    unused: `The waiver of ${covered} covers nothing.`,
    expired: `The waiver of ${covered} holds no longer since ${until}.`,
    proposed: `The waiver of ${covered} silences nothing until the change that adds it is merged.`,
  };
  const fixes = {
    used: [],
    unused: ["  fix: Remove it, or correct it."],
    expired: ["  fix: Mend what it covered."],
    proposed: ["  fix: Mend what it covers, or merge the waiver first."],
  };
  return lines([says[state], `  reason: ${reason}`, ...fixes[state], `  written in: ${writtenIn}`]);
}

function consequence({ kind, codes, hostnames }: Finding): string {
  const whom = hostnames.length === 0 ? "visitors" : `visitors of ${listed(hostnames)}`;
  return `  ${whom} ${kind === "outage" ? "see" : "may come to see"} ${alternatives(codes)}`;
}

function listed(hostnames: readonly string[]): string {
  const rest = hostnames.length - shown;
  return hostnames.slice(0, shown).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

/** `error 521 or 522`, `a redirect loop`, or both kinds side by side. */
function alternatives(codes: readonly EdgeCode[]): string {
  const numbers = codes.filter((code) => typeof code === "number").map(String);
  const words = codes.flatMap((code) => (typeof code === "string" ? [spoken[code]] : []));
  return either([...numbers.map((number, index) => (index === 0 ? `error ${number}` : number)), ...words]);
}

function either(options: readonly string[]): string {
  return options.length < 2 ? options.join("") : `${options.slice(0, -1).join(", ")} or ${options.at(-1)}`;
}

function enumerate(facts: readonly string[]): readonly string[] {
  const rest = facts.length - shown;
  return rest > 0 ? [...facts.slice(0, shown), `  and ${rest} more`] : facts;
}

function lines(all: readonly string[]): string {
  return all.join("\n");
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}
