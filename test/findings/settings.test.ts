import { expect, test } from "vitest";
import { defaultSettings, parametersOf, type Settings, severityOf } from "../../src/findings/settings";

const settings: Settings = {
  parameters: { ...defaultSettings.parameters, plan: "pro" },
  rules: {
    "require-listener": { severity: "warning", parameters: { plan: "enterprise" } },
    "no-redirect-loop": { severity: "off", parameters: {} },
  },
};

test("a rule has the parameters of all rules, and its own before them", () => {
  expect(parametersOf(settings, "require-listener")).toEqual({
    plan: "enterprise",
    extraRanges: [],
    quota: { rulesPerGroup: 60 },
  });
  expect(parametersOf(settings, "no-redirect-loop").plan).toBe("pro");
});

test("a rule has the severity that it is set to, else its own", () => {
  expect(severityOf(settings, "require-listener", "error")).toBe("warning");
  expect(severityOf(settings, "no-redirect-loop", "error")).toBe("off");
  expect(severityOf(settings, "no-mixed-rules", "warning")).toBe("warning");
});
