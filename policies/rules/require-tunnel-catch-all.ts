import { outageOf, outagesOf } from "../../src/findings/outages";
import { types } from "../../src/graph/types";
import { refusedConfig } from "../../src/reach/dials/tunnels";
import { definePolicy } from "../policy";
import { appIngress, catchAll, tunnelled } from "../tunnels";

export default definePolicy({
  id: "require-tunnel-catch-all",
  summary: "Require that the last ingress rule of a tunnel takes every hostname",
  cause: "tunnel-without-catch-all",
  kind: "outage",
  severity: "error",
  codes: ["deploy", 404],
  appliesTo: [types.tunnelConfig],
  docs: {
    why: "An ingress whose last rule names a hostname or a path leaves requests without an answer, and its configuration is refused.",
    unknownWhen: "The ingress is not known until deployment, or is kept outside this program.",
    whenNotToUse: "Every ingress has to end with such a rule.",
    sources: [
      "https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/configure-tunnels/local-management/configuration-file/",
    ],
  },
  examples: {
    good: [{ title: "whose ingress ends with a rule for every hostname", add: tunnelled([appIngress, catchAll]) }],
    bad: [
      {
        title: "whose only ingress rule names another hostname",
        add: tunnelled([{ ...appIngress, hostname: "api.example.com" }]),
      },
    ],
  },
  alone: {
    type: types.tunnelConfig,
    check(config) {
      const failure = refusedConfig(config);
      return failure === undefined ? [] : [outageOf(failure)];
    },
  },
  check({ reach }) {
    return outagesOf(reach, "tunnel-without-catch-all");
  },
});
