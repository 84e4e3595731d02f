import { describe, expect, test } from "vitest";
import { proposalsOf, proposedSettings } from "../../src/findings/proposals";
import { defaultSettings, type Settings } from "../../src/findings/settings";
import type { PlacedWaiver } from "../../src/findings/waivers";

function waiver(change: Partial<PlacedWaiver> = {}): PlacedWaiver {
  return {
    policy: "require-listener",
    resource: "*::web",
    reason: "It moves.",
    until: "2026-12-31",
    writtenIn: "main:no521.yaml",
    ...change,
  };
}

describe("waivers under a change", () => {
  test("hold where the base has them and the change keeps them, wherever they are written", () => {
    const ours = waiver({ writtenIn: "/work/no521.yaml" });
    expect(proposalsOf([waiver()], [ours])).toEqual({ held: [waiver()], proposed: [] });
  });

  test("are proposed where the change adds them", () => {
    expect(proposalsOf([], [waiver()])).toEqual({ held: [], proposed: [waiver()] });
  });

  test("hold as the base has them while the change rewrites them", () => {
    const longer = waiver({ until: "2099-12-31" });
    expect(proposalsOf([waiver()], [longer])).toEqual({ held: [waiver()], proposed: [longer] });
    const reworded = waiver({ reason: "It stays." });
    expect(proposalsOf([waiver()], [reworded])).toEqual({ held: [waiver()], proposed: [reworded] });
  });

  test("hold no longer where the change takes them away", () => {
    expect(proposalsOf([waiver()], [])).toEqual({ held: [], proposed: [] });
  });

  test("are others where they cover something else", () => {
    const wider = waiver({ resource: "*" });
    expect(proposalsOf([waiver()], [wider])).toEqual({ held: [], proposed: [wider] });
    const other = waiver({ policy: "no-redirect-loop" });
    expect(proposalsOf([waiver()], [other])).toEqual({ held: [], proposed: [other] });
  });
});

describe("settings under a change", () => {
  const settings = (change: Partial<Settings>): Settings => ({ ...defaultSettings, ...change });

  test("are not told where they are the same", () => {
    const set = settings({ rules: { "require-listener": { severity: "note", parameters: {} } } });
    expect(proposedSettings(set, set)).toEqual([]);
  });

  test("are told with what the base has", () => {
    const base = settings({ rules: { "no-redirect-loop": { parameters: { plan: "pro", extraRanges: [] } } } });
    const head = settings({
      parameters: { ...defaultSettings.parameters, plan: "free" },
      rules: { "require-listener": { severity: "off", parameters: {} } },
    });
    const begin = "Proposed, and not in force before it is merged: no521.yaml sets";
    expect(proposedSettings(base, head)).toEqual([
      `${begin} plan to "free"; the base has null.`,
      `${begin} rules.no-redirect-loop to its default; the base has extraRanges [], plan "pro".`,
      `${begin} rules.require-listener to off; the base has its default.`,
    ]);
  });
});
