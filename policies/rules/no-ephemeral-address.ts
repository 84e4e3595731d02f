import type { Draft } from "../../src/findings/draft";
import { text } from "../../src/graph/read";
import type { ResourceNode } from "../../src/graph/resource";
import type { ResourceGraph } from "../../src/graph/resource-graph";
import { types } from "../../src/graph/types";
import { zoneReader } from "../../src/reach/edge";
import { addressRecords, proxiedHostnames } from "../../src/reach/hostnames";
import { definePolicy } from "../policy";
import { output } from "../sites";

/** The outputs of an instance that change when it is stopped or replaced, unlike its IPv6 addresses. */
const ephemeral = ["publicIp", "publicDns"] as const;

export default definePolicy({
  id: "no-ephemeral-address",
  summary: "Disallow proxied records that point to an address which an instance may lose",
  cause: "ephemeral-address",
  kind: "hazard",
  severity: "warning",
  codes: [522, 521, 523, 525, 526],
  appliesTo: [types.dnsRecord],
  docs: {
    why: [
      "An instance gets another public IPv4 address each time it is stopped and started, and when it is replaced.",
      "The record then points to an address that nobody answers, or that a stranger has, until the next deployment.",
      "An elastic address stays, and moves to the next instance.",
    ].join(" "),
    unknownWhen: "The record's content is a literal address whose owner this program does not show.",
    whenNotToUse: "A test environment that is deployed anew after each stop of its instance.",
    sources: [
      "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html",
      "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/elastic-ip-addresses-eip.html",
    ],
  },
  examples: {
    good: [{ title: "whose record points to an elastic address", site: "instance" }],
    bad: [
      {
        title: "whose record points to the instance's own public address",
        site: "instance",
        set: { www: { content: output("server", "publicIp") } },
      },
    ],
  },
  check({ graph }) {
    return proxiedHostnames(addressRecords(graph, zoneReader(graph))).flatMap(({ name, records }) =>
      records.flatMap((record) => judge(graph, name, record)),
    );
  },
});

function judge(graph: ResourceGraph, hostname: string, record: ResourceNode): readonly Draft[] {
  if (text(record, "type")?.toString().toUpperCase() === "AAAA") return [];
  const keeps = graph.follow(record, "content", [types.eip], "publicIp").nodes.length > 0;
  const instance = ephemeral
    .map((key) => graph.follow(record, "content", [types.instance], key).nodes.at(0))
    .find((node) => node !== undefined);
  if (keeps || instance === undefined) return [];
  return [
    {
      resource: record.urn,
      codes: [522, 521, 523, 525, 526],
      hostnames: [hostname],
      what: `Record "${record.name}" points to the own public address of instance "${instance.name}", which changes when the instance is stopped or replaced.`,
      fix: "Associate an elastic address (aws.ec2.Eip) with the instance and point the record to its publicIp.",
      related: [{ resource: instance.urn, says: `instance "${instance.name}" holds the address` }],
    },
  ];
}
