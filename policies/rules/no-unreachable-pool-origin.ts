import type { Draft } from "../../src/findings/draft";
import { types } from "../../src/graph/types";
import type { JudgedDial, ReachRow } from "../../src/reach/reach-types";
import type { Failure } from "../../src/reach/verdict";
import type { Site } from "../example";
import { definePolicy } from "../policy";
import { monitor, pooled } from "../pools";
import { output, resource } from "../sites";

/** The site's balancer, and a second one that lets nobody in. */
function withSpare(spare: Site): Site {
  const origins = ["balancer", "spare"].map((name) => ({
    name,
    address: output(name, "dnsName"),
    header: { hosts: ["shop.example.com"] },
  }));
  return { ...pooled(origins, { monitor: output("monitor", "id") }), monitor, ...spare };
}

function spareBehind(group: string): Site {
  return {
    spare: resource(types.loadBalancer, {
      loadBalancerType: "application",
      internal: false,
      idleTimeout: 960,
      securityGroups: [output(group, "id")],
      subnets: [output("subnet", "id"), output("otherSubnet", "id")],
    }),
    spareListener: resource(types.listener, {
      loadBalancerArn: output("spare", "arn"),
      port: 443,
      protocol: "HTTPS",
      certificateArn: output("validation", "certificateArn"),
      defaultActions: [{ type: "forward", targetGroupArn: output("app", "arn") }],
    }),
  };
}

export default definePolicy({
  id: "no-unreachable-pool-origin",
  summary: "Disallow origins of a pool that the edge cannot reach while others stand in for them",
  cause: "pool-origin-unreachable",
  kind: "hazard",
  severity: "warning",
  codes: [521, 522, 523, 525, 526],
  appliesTo: [types.edgePool, types.edgeBalancer],
  docs: {
    why: [
      "A monitor takes an origin out that the edge cannot reach, and a pool waits while those before it serve: visitors see nothing.",
      "The pool then has fewer origins than it was planned with, and the next outage finds no spare.",
      "Without a monitor health does not count, and the origin keeps its share of the visitors: that is an outage, and told as one.",
    ].join(" "),
    unknownWhen: "The pool, its monitor or the origin belongs to another program.",
    whenNotToUse: "The origin is prepared and opened later.",
    sources: [
      "https://developers.cloudflare.com/load-balancing/understand-basics/health-details/",
      "https://developers.cloudflare.com/load-balancing/understand-basics/traffic-steering/steering-policies/standard-options/",
    ],
  },
  examples: {
    good: [{ title: "whose pool has two origins that the edge reaches", add: withSpare(spareBehind("firewall")) }],
    bad: [
      {
        title: "whose pool has a spare origin behind a group that lets nobody in",
        add: withSpare(spareBehind("inner")),
      },
    ],
  },
  check({ reach }) {
    const left = reach.rows.flatMap((row) => row.idle.flatMap((dial) => met(row, dial)));
    return [...Map.groupBy(left, ({ key }) => key).values()].flatMap((alike): readonly Draft[] => {
      const [first] = alike;
      return first === undefined
        ? []
        : [draftOf(first, [...new Set(alike.map(({ hostname }) => hostname))].toSorted())];
    });
  },
});

interface Left {
  readonly key: string;
  readonly hostname: string;
  readonly resource: string;
  readonly dial: JudgedDial;
  readonly failure: Failure;
}

/** One defect behind a pool is one finding, whatever its families and hostnames. */
function met({ hostname, resource }: ReachRow, dial: JudgedDial): readonly Left[] {
  const [failure] = dial.failures;
  if (failure === undefined) return [];
  return [
    { key: `${resource} ${dial.target} ${failure.resource} ${failure.cause}`, hostname, resource, dial, failure },
  ];
}

function draftOf({ resource, dial, failure }: Left, hostnames: readonly string[]): Draft {
  return {
    resource,
    codes: failure.codes,
    hostnames,
    what: `The edge cannot reach ${dial.target}, for which other origins stand in: ${failure.why.charAt(0).toLowerCase()}${failure.why.slice(1)}`,
    fix: failure.fix,
    related: [{ resource: failure.resource, says: "is what stops it" }, ...failure.evidence],
    key: dial.target,
  };
}
