import { text } from "../../src/graph/read";
import type { ResourceNode } from "../../src/graph/resource";
import { types } from "../../src/graph/types";
import { awsName } from "../../src/reach/aws-names";
import { definePolicy } from "../policy";
import { output } from "../sites";

export default definePolicy({
  id: "no-unowned-target-name",
  summary: "Disallow records that point to a name of AWS which no resource of the program owns",
  cause: "unowned-target-name",
  kind: "hazard",
  severity: "note",
  codes: [530, 1016],
  appliesTo: [types.dnsRecord],
  docs: {
    why: [
      "AWS makes a name for each balancer or distribution and takes it away with it. A record that holds the name as text does not follow when the resource is replaced or deleted, and visitors then see error 530 with 1016 inside.",
      "Where the record takes the name from the resource, or from another stack's output, it follows.",
    ].join(" "),
    unknownWhen: "The name is not known until deployment; it then comes from a resource and follows it.",
    whenNotToUse: "The resource is looked up by its name each time the program runs.",
    sources: [
      "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/error-1016/",
    ],
  },
  examples: {
    good: [
      {
        title: "whose record takes the name from the balancer",
        set: { www: { content: output("balancer", "dnsName") } },
      },
      { title: "whose record points to a name of its own", set: { www: { content: "origin.example.com" } } },
    ],
    bad: [
      {
        title: "whose record holds the name of a balancer as text",
        set: { www: { content: "web-1234567890.us-east-1.elb.amazonaws.com" } },
      },
    ],
  },
  check({ graph, reach }) {
    return graph.ofType(types.dnsRecord).flatMap((record) => {
      const content = text(record, "content");
      const name = typeof content === "string" ? awsName(content) : undefined;
      if (name === undefined || typeof content !== "string" || isDerived(record) || isOwned(content)) return [];
      const hostnames = reach.rows.filter(({ resource }) => resource === record.urn).map(({ hostname }) => hostname);
      return [
        {
          resource: record.urn,
          codes: [530, 1016],
          hostnames: [...new Set(hostnames)],
          what: `Record "${record.name}" points to "${content}", ${name.what} that no resource of this program owns.`,
          fix: "Take the name from the resource or from the output of the stack that owns it.",
          related: [],
        },
      ];
    });

    function isOwned(content: string): boolean {
      return named.some((type) => graph.ofType(type).some((node) => text(node, nameOf(type)) === content));
    }
  },
});

/** Resources whose own name a record may hold as text. */
const named: readonly string[] = [types.loadBalancer, types.classicBalancer, types.distribution, types.accelerator];

function nameOf(type: string): string {
  return type === types.distribution ? "domainName" : "dnsName";
}

/** A value that came out of another resource, or out of another stack, follows it. */
function isDerived(record: ResourceNode): boolean {
  return (record.dependsOn.get("content") ?? []).length > 0;
}
