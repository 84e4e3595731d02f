import { expect, test } from "vitest";
import type { Input, Inputs } from "../../../policies/example";
import { offPath } from "../../../policies/off-path-types";
import policy from "../../../policies/rules/no-rate-limit-of-edge";
import { output, resource } from "../../../policies/sites";
import { found } from "../judged";

function heard(statement: Inputs, action: Input = { block: {} }, guarded = "balancer") {
  const rules = [{ name: "rule", priority: 1, action, statement }];
  const add = {
    acl: resource(offPath.webAcl, { scope: "REGIONAL", defaultAction: { allow: {} }, rules }),
    guard: resource(offPath.webAclAssociation, {
      resourceArn: output(guarded, "arn"),
      webAclArn: output("acl", "arn"),
    }),
  };
  return found(policy, { add }).map(({ what }) => what);
}

test("takes a limit that says nothing for one by address, as AWS does", () => {
  expect(heard({ rateBasedStatement: { limit: 2000 } })).toEqual([
    'Rule "rule" of web ACL "acl" counts requests by the address of the connection, which is Cloudflare\'s.',
  ]);
});

test("finds a country that is judged by the edge's address, and none that is judged by the visitor's", () => {
  const geo = { countryCodes: ["US"] };
  expect(heard({ geoMatchStatement: geo })).toEqual([
    'Rule "rule" of web ACL "acl" judges the country by the address of the connection, which is Cloudflare\'s.',
  ]);
  const forwarded = { headerName: "CF-Connecting-IP", fallbackBehavior: "NO_MATCH" };
  expect(heard({ geoMatchStatement: { ...geo, forwardedIpConfig: forwarded } })).toEqual([]);
});

test("passes over a rule that only counts, and one that guards nothing here", () => {
  expect(heard({ rateBasedStatement: { limit: 2000 } }, { count: {} })).toEqual([]);
  expect(heard({ rateBasedStatement: { limit: 2000 } }, { block: {} }, "vpc")).toEqual([]);
});
