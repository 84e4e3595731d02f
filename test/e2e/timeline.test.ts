import { describe, expect, test } from "vitest";
import type { EngineEvent } from "../../src/engine/stack-events";
import { gaps, openRanges, replay, steps } from "./timeline";

type Step = NonNullable<EngineEvent["resOutputsEvent"]>["metadata"];

const type = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

function rule(cidr: string, id = cidr, name = cidr) {
  const outputs = { fromPort: 443, toPort: 443, cidrIpv4: cidr };
  return { ...{ urn: `urn:pulumi:s::p::${type}::${name}`, type, custom: true, id }, inputs: outputs, outputs };
}

/** One step of the engine on a rule: its beginning and its end. */
function events(op: Step["op"], of: ReturnType<typeof rule>): readonly EngineEvent[] {
  const isDeleted = op === "delete" || op === "delete-replaced";
  const full = { ...of, parent: "", provider: "" };
  const metadata: Step = { op, urn: of.urn, type, provider: "", ...(isDeleted ? { old: full } : { new: full }) };
  return [
    { sequence: 0, timestamp: 0, resourcePreEvent: { metadata } },
    { sequence: 0, timestamp: 0, resOutputsEvent: { metadata } },
  ];
}

const [a, b] = ["192.0.2.0/24", "198.51.100.0/24"] as const;
const state = { version: 3, deployment: { resources: [rule(a)] } };

describe("a replay", () => {
  test("finds no gap where the successor is in before the old range is out", () => {
    const moments = replay(state, [...events("create", rule(b)), ...events("delete", rule(a))]);
    expect(moments.map(({ after, state: now }) => [after, openRanges(now, 443)])).toEqual([
      [`create ${b}`, [a, b]],
      [`delete ${a}`, [b]],
    ]);
    expect(gaps(moments, 443, [b])).toEqual([]);
  });

  test("finds the gap where a range is out before it is in again", () => {
    const moments = replay(state, [...events("delete", rule(a)), ...events("create", rule(a, "new"))]);
    expect(gaps(moments, 443, [a])).toEqual([`delete ${a}: ${a}`]);
  });

  test("finds the gap of a part, and none where the range is covered by halves", () => {
    const halves = events("create", rule("192.0.2.0/25")).concat(events("create", rule("192.0.2.128/25")));
    const moments = replay(state, [...halves, ...events("delete", rule(a))]);
    expect(gaps(moments, 443, [a])).toEqual([]);
    expect(gaps(moments, 443, ["192.0.2.0/23"])).toHaveLength(3);
  });

  test("takes a deletion as begun, for nobody knows when in its course the range closes", () => {
    const [begun] = events("delete", rule(a));
    expect(gaps(replay(state, begun === undefined ? [] : [begun]), 443, [a])).toEqual([`delete ${a}: ${a}`]);
  });

  test("keeps what is replaced until it is deleted", () => {
    const next = { ...rule(a, "new"), outputs: { ...rule(a).outputs, fromPort: 444, toPort: 444 } };
    const order = [
      ...events("create-replacement", next),
      ...events("replace", next),
      ...events("delete-replaced", rule(a)),
    ];
    const moments = replay(state, order);
    expect(moments.map(({ after, state: now }) => [after, openRanges(now, 443), openRanges(now, 444)])).toEqual([
      [`create-replacement ${a}`, [a], [a]],
      [`delete-replaced ${a}`, [], [a]],
    ]);
  });

  test("counts for nothing what a preview plans, and what stays", () => {
    const planned = events("delete", rule(a)).map(
      (event): EngineEvent => ({
        ...event,
        ...(event.resourcePreEvent && { resourcePreEvent: { ...event.resourcePreEvent, planning: true } }),
        ...(event.resOutputsEvent && { resOutputsEvent: { ...event.resOutputsEvent, planning: true } }),
      }),
    );
    const all = [...planned, ...events("same", rule(a))];
    expect([replay(state, all), steps(all)]).toEqual([[], []]);
  });

  test("refuses a step that it does not know, instead of passing over it", () => {
    expect(() => replay(state, events("import", rule(b)))).toThrow('The replay of "import" is not written.');
  });
});
