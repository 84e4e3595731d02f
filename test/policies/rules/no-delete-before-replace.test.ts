import { expect, test } from "vitest";
import policy from "../../../policies/rules/no-delete-before-replace";
import { everywhere, output, resource } from "../../../policies/sites";
import { types } from "../../../src/graph/types";
import { found } from "../judged";

const said = (set: Parameters<typeof found>[1]) => found(policy, set).map(({ what, fix }) => [what, fix]);

test("tells a fixed name from one that Pulumi makes up", () => {
  expect(said({ set: { firewall: { name: "firewall" } } })).toEqual([
    [
      'Security group "firewall" has the fixed name "firewall", so that a change which replaces it deletes it first.',
      "Leave the name to Pulumi, or give a namePrefix, and put what people look for into the tag Name.",
    ],
  ]);
  expect(said({ set: { firewall: { name: "firewall-0a1b2c3" }, balancer: { name: "balan-0a1b2c3" } } })).toEqual([]);
  expect(said({ set: { firewall: { name: "made-by-a-pattern", __defaults: ["name"] } } })).toEqual([]);
  expect(said({ set: { firewall: { name: "other-0a1b2c3" } } })).toHaveLength(1);
});

test("finds the option that says so", () => {
  const firewall = resource(
    types.securityGroup,
    { vpcId: output("vpc", "id"), ingress: [everywhere], egress: [everywhere] },
    { deleteBeforeReplace: true },
  );
  expect(said({ add: { firewall } })).toEqual([
    [
      'Security group "firewall" sets deleteBeforeReplace, so that a change which replaces it deletes it first.',
      "Remove deleteBeforeReplace.",
    ],
  ]);
});

test("passes over a group that guards no hostname", () => {
  const spare = resource(types.securityGroup, { vpcId: output("vpc", "id"), name: "spare" });
  expect(said({ add: { spare } })).toEqual([]);
});
