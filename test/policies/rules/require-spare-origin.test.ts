import { describe, expect, test } from "vitest";
import type { Piece } from "../../../policies/example";
import policy from "../../../policies/rules/require-spare-origin";
import { output, resource } from "../../../policies/sites";
import { types } from "../../../src/graph/types";
import { found } from "../judged";

const pool = resource(types.targetGroup, { vpcId: output("vpc", "id"), port: 8080, protocol: "HTTP" });
const listener = resource(types.listener, {
  loadBalancerArn: output("balancer", "arn"),
  port: 443,
  protocol: "HTTPS",
  certificateArn: output("validation", "certificateArn"),
  defaultActions: [{ type: "forward", targetGroupArn: output("pool", "arn") }],
});
const fleet = (maxSize: number): Piece => resource(types.autoscalingGroup, { minSize: 1, maxSize });
const joined = (maxSize: number): Piece =>
  resource(types.autoscalingGroup, { minSize: 1, maxSize, targetGroupArns: [output("pool", "arn")] });
const joins = resource(types.autoscalingAttachment, {
  autoscalingGroupName: output("fleet", "id"),
  lbTargetGroupArn: output("pool", "arn"),
});
const whats = (add: Readonly<Record<string, Piece>>) =>
  found(policy, { add: { pool, listener, ...add } }).map(({ what }) => what);

describe("an autoscaling group behind the balancer", () => {
  const alone = 'Autoscaling group "fleet" runs one server at most, which is all that answers for www.example.com.';

  test("that runs one server at most is told", () => {
    expect(whats({ fleet: joined(1) })).toEqual([alone]);
  });

  test("that is attached by a resource of its own is told too", () => {
    expect(whats({ fleet: fleet(1), joins })).toEqual([alone]);
  });

  test("that may run several is passed over", () => {
    expect(whats({ fleet: joined(2) })).toEqual([]);
  });

  test("beside another one is passed over", () => {
    expect(whats({ fleet: joined(1), other: joined(1) })).toEqual([]);
  });

  test("of another program is passed over", () => {
    expect(whats({ joins: { ...joins, inputs: { ...joins.inputs, autoscalingGroupName: "theirs" } } })).toEqual([]);
  });
});
