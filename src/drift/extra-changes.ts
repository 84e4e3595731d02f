import { asNumber, asText } from "../graph/read";
import { types } from "../graph/types";
import type { Beside, Extra } from "./beside";
import { type Candidate, plainCandidate } from "./candidate";
import { shownDifference } from "./shown";
import { capital, nameOf, quoted } from "./words";

/** Says what stands beside our resources and is declared by no program. */
export function extraChanges({ extras }: Pick<Beside, "extras">): readonly Candidate[] {
  return extras.map((extra) => {
    const { node, owner } = extra;
    const isRule = node.type !== types.dnsRecord;
    const decidedBy = isRule ? "undeclared-rule" : "undeclared-record";
    return {
      ...plainCandidate,
      id: `${decidedBy}:${node.urn}`,
      class: "added-outside",
      decidedBy,
      resource: owner.urn,
      type: node.type,
      name: nameOf(node.urn),
      properties: Object.entries(node.inputs)
        .map(([property, after]) => shownDifference(node.type, { path: property, property, before: undefined, after }))
        .filter(({ after }) => after !== null),
      what: isRule ? ruleSentence(extra) : recordSentence(extra),
      fix: isRule
        ? `Delete the rule ${node.name} in AWS, or declare it: "pulumi up" does not see it.`
        : `Delete the record ${node.name} in Cloudflare, or declare it: "pulumi up" does not see it.`,
      edits: [{ urn: node.urn, node }],
    };
  });
}

function ruleSentence({ node, owner }: Extra): string {
  const [from, to] = [asNumber(node.inputs.fromPort), asNumber(node.inputs.toPort)];
  const written = wordAt(node, "ipProtocol");
  const protocol = written === "-1" ? "everything" : written.toUpperCase();
  const ports = typeof from !== "number" ? "" : from === to ? ` ${from}` : ` ${from}–${String(to)}`;
  const other = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"].flatMap((name) => {
    const text = asText(node.inputs[name]);
    return typeof text === "string" ? [text] : [];
  });
  const way = node.type === types.ingressRule ? "from" : "to";
  return `${capital(quoted(owner.type, owner.urn))} has a rule that no program declares: ${protocol}${ports} ${way} ${other.join(", ") || "nobody"}.`;
}

function recordSentence({ node }: Extra): string {
  const how = node.inputs.proxied === true ? "proxied" : "not proxied";
  const says = [wordAt(node, "type"), wordAt(node, "content")].join(" ");
  return `${wordAt(node, "name")} has a record that no program declares: ${says}, ${how}.`;
}

function wordAt({ inputs }: Extra["node"], name: string): string {
  const text = asText(inputs[name]);
  return typeof text === "string" ? text : "";
}
