import { expect, test } from "vitest";
import { urnOf } from "../../../policies/example-graph";
import policy from "../../../policies/rules/no-excess-of-rules";
import { admit } from "../../../policies/sites";
import { types } from "../../../src/graph/types";
import { found } from "../judged";

const onPorts = (...ports: readonly number[]) => ({ set: { firewall: { ingress: ports.map(admit) } } });

test("counts each network on each port, and the families apart", () => {
  expect(found(policy, onPorts(443, 80, 8443, 8080))).toEqual([]);
  expect(found(policy, onPorts(443, 80, 8443, 8080, 2053)).map(({ id, what, codes }) => [id, what, codes])).toEqual([
    [
      `no-excess-of-rules:${urnOf(types.securityGroup, "firewall")}:ipv4`,
      'Security group "firewall" has 75 ingress rules for IPv4, of which AWS takes 60.',
      ["deploy"],
    ],
  ]);
});
