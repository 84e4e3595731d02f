import { asNumber, asText } from "../graph/read";
import { types } from "../graph/types";
import type { Beside, Extra } from "./beside";
import { type Candidate, plainCandidate } from "./candidate";
import { shownDifference } from "./shown";
import { capital, nameOf, quoted } from "./words";

/** What is said of one kind of resource that stands beside ours. */
interface Kind {
  readonly decidedBy: string;
  /** Such as `rule`, for what is to be done about it. */
  readonly noun: string;
  readonly cloud: string;
  what(extra: Extra): string;
}

const rule: Kind = { decidedBy: "undeclared-rule", noun: "rule", cloud: "AWS", what: ruleSentence };

const kinds: Readonly<Record<string, Kind>> = {
  [types.ingressRule]: rule,
  [types.egressRule]: rule,
  [types.dnsRecord]: {
    ...{ decidedBy: "undeclared-record", noun: "record", cloud: "Cloudflare" },
    what: recordSentence,
  },
  [types.networkAclRule]: { decidedBy: "undeclared-entry", noun: "entry", cloud: "AWS", what: aclSentence },
  [types.managedPrefixListEntry]: { decidedBy: "undeclared-entry", noun: "entry", cloud: "AWS", what: entrySentence },
  [types.route]: { decidedBy: "undeclared-route", noun: "route", cloud: "AWS", what: routeSentence },
};

/** Says what stands beside our resources and is not declared by the program of the stack. */
export function extraChanges({ extras }: Pick<Beside, "extras">): readonly Candidate[] {
  return extras.map((extra) => {
    const { node, owner } = extra;
    const { decidedBy, noun, cloud, what } = kinds[node.type] ?? rule;
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
      what: what(extra),
      fix: `Delete the ${noun} ${node.name} in ${cloud} unless another program has made it, or declare it: "pulumi up" does not see it.`,
      edits: [{ urn: node.urn, node }],
    };
  });
}

const undeclared = "that the program of this stack does not declare";

function ruleSentence({ node, owner }: Extra): string {
  const written = wordAt(node, "ipProtocol");
  const protocol = written === "-1" ? "everything" : written.toUpperCase();
  const other = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"].flatMap((name) => {
    const text = asText(node.inputs[name]);
    return typeof text === "string" ? [text] : [];
  });
  const way = node.type === types.ingressRule ? "from" : "to";
  return `${ownerOf(owner)} has a rule ${undeclared}: ${protocol}${portsOf(node)} ${way} ${other.join(", ") || "nobody"}.`;
}

function recordSentence({ node }: Extra): string {
  const how = node.inputs.proxied === true ? "proxied" : "not proxied";
  const says = [wordAt(node, "type"), wordAt(node, "content")].join(" ");
  return `${wordAt(node, "name")} has a record ${undeclared}: ${says}, ${how}.`;
}

function aclSentence({ node, owner }: Extra): string {
  const protocol = wordAt(node, "protocol");
  const spoken = protocolNames[protocol] ?? `protocol ${protocol}`;
  const ports = protocol === "-1" ? "" : portsOf(node);
  const way = node.inputs.egress === true ? "to" : "from";
  const other = wordAt(node, "cidrBlock") || wordAt(node, "ipv6CidrBlock");
  const says = `${wordAt(node, "ruleNumber")} ${wordAt(node, "ruleAction")} ${spoken}${ports} ${way} ${other}`;
  return `${ownerOf(owner)} has an entry ${undeclared}: ${says}.`;
}

/** AWS gives back numbers where a program may have written names. */
const protocolNames: Readonly<Record<string, string>> = {
  "-1": "everything",
  "6": "TCP",
  tcp: "TCP",
  "17": "UDP",
  udp: "UDP",
};

function entrySentence({ node, owner }: Extra): string {
  return `${ownerOf(owner)} has an entry ${undeclared}: ${wordAt(node, "cidr")}.`;
}

function routeSentence({ node, owner }: Extra): string {
  const [to] = ["destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"].flatMap(
    (name) => wordAt(node, name) || [],
  );
  const [by] = Object.keys(node.inputs).flatMap((name) =>
    /(gateway|connection|interface|endpoint)id$|^coreNetworkArn$/i.test(name) ? wordAt(node, name) || [] : [],
  );
  return `${ownerOf(owner)} has a route ${undeclared}: ${to ?? "?"} by ${by ?? "nothing"}.`;
}

function ownerOf({ type, urn }: Extra["owner"]): string {
  return capital(quoted(type, urn));
}

function portsOf({ inputs }: Extra["node"]): string {
  const [from, to] = [asNumber(inputs.fromPort), asNumber(inputs.toPort)];
  return typeof from !== "number" ? "" : from === to ? ` ${from}` : ` ${from}–${String(to)}`;
}

function wordAt({ inputs }: Extra["node"], name: string): string {
  const [text, number] = [asText(inputs[name]), asNumber(inputs[name])];
  if (typeof text === "string") return text;
  return typeof number === "number" ? String(number) : "";
}
