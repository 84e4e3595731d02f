import { expect, test } from "vitest";
import { urnOf } from "../../../policies/example-graph";
import policy from "../../../policies/rules/require-proxied-tunnel";
import { appIngress, catchAll, tunnelled } from "../../../policies/tunnels";
import { types } from "../../../src/graph/types";
import { found } from "../judged";

const add = tunnelled([appIngress, catchAll], false);

test("names the record and its hostname", () => {
  expect(found(policy, { add })).toEqual([
    {
      id: `require-proxied-tunnel:${urnOf(types.dnsRecord, "tunnelled")}`,
      policy: "require-proxied-tunnel",
      cause: "tunnel-not-proxied",
      kind: "hazard",
      severity: "warning",
      resource: urnOf(types.dnsRecord, "tunnelled"),
      codes: ["timeout"],
      hostnames: ["app.example.com"],
      what: 'Record "tunnelled" points to a tunnel and is not proxied, so that visitors of app.example.com find no address.',
      fix: "Set proxied to true.",
      docs: "https://github.com/no521/no521/blob/main/docs/policies/require-proxied-tunnel.md",
      related: [],
    },
  ]);
});

test("reports a tunnel of another program by its name", () => {
  const content = "6ff42ae2-765d-4adf-8112-31c55c1551ef.cfargotunnel.com";
  expect(found(policy, { set: { www: { content, proxied: false } } })).toHaveLength(1);
});

test("does not report an unproxied record that points elsewhere", () => {
  expect(found(policy, { set: { www: { proxied: false } } })).toEqual([]);
});
