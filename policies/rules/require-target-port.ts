import { outagesOf } from "../../src/findings/outages";
import { types } from "../../src/graph/types";
import { definePolicy } from "../policy";

export default definePolicy({
  id: "require-target-port",
  summary: "Require a target group to speak to the port and in the protocol that its targets serve",
  cause: "target-port-closed",
  kind: "outage",
  severity: "error",
  codes: [502, 521],
  appliesTo: [types.targetGroup, types.classicBalancer],
  docs: {
    why: [
      "A target that refuses the balancer's connection, or answers TLS to plain HTTP, makes the balancer answer 502 itself.",
      "What listens on an instance is told by its `no521:listens` tag, such as `8080/http`.",
    ].join(" "),
    unknownWhen: "No tag tells what the instance serves, or the port is not known until deployment.",
    whenNotToUse: "The tag is out of date; mend the tag.",
    sources: [
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html#http-502-issues",
    ],
  },
  examples: {
    good: [
      {
        title: "whose servers serve the port of the target group",
        set: {
          server: { tags: { "no521:listens": "8080/http" } },
          otherServer: { tags: { "no521:listens": "8080/http" } },
        },
      },
    ],
    bad: [
      {
        title: "whose servers serve another port",
        set: {
          server: { tags: { "no521:listens": "3000/http" } },
          otherServer: { tags: { "no521:listens": "3000/http" } },
        },
      },
      {
        title: "whose servers serve TLS on a port of plain HTTP",
        set: {
          server: { tags: { "no521:listens": "8080/https" } },
          otherServer: { tags: { "no521:listens": "8080/https" } },
        },
      },
    ],
  },
  check({ reach }) {
    return outagesOf(reach, "target-port-closed");
  },
});
