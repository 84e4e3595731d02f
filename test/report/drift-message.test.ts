import { expect, test } from "vitest";
import { driftMessage, driftState, driftTitle } from "../../src/report/drift-message";
import { driftingChange, driftReport } from "./drift-builder";

test("a report that found changes tells them, the first line before all", () => {
  const report = driftReport([driftingChange()]);
  expect(driftMessage(report, "https://github.example.com/acme/site/actions/runs/42")).toEqual({
    version: 1,
    kind: "drift",
    project: "shop",
    stack: "production",
    state: "drift",
    text:
      "shop/production: 1 change since the deployment.\n" +
      '- Rule "https" is gone.\n' +
      "https://github.example.com/acme/site/actions/runs/42",
    summary: report.summary,
    changes: [
      {
        class: "deleted-outside",
        urgency: "visitors-now",
        resource: "urn:pulumi:production::shop::aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule::https",
        what: 'Rule "https" is gone.',
        fix: "Run pulumi up --refresh.",
        hostnames: ["www.example.com"],
      },
    ],
    url: "https://github.example.com/acme/site/actions/runs/42",
  });
});

test("a report in sync says so, and keeps quiet about noise and what is waived", () => {
  const waiver = { policy: "drift", resource: "*", reason: "agreed", until: "2027-01-01" };
  const report = driftReport([driftingChange({ class: "provider-noise" }), driftingChange({ waiver })]);
  expect(driftState(report)).toBe("in sync");
  expect(driftMessage(report, null).text).toBe("shop/production: as deployed.");
});

test("a report that could not read something is never in sync", () => {
  const unread = driftingChange({ class: "unreadable", what: "The zone could not be read: 403." });
  expect(driftState(driftReport([unread]))).toBe("unread");
  expect(driftMessage(driftReport([unread]), null).text).toBe(
    "shop/production: 1 thing could not be read.\n- The zone could not be read: 403.",
  );
  const both = driftReport([driftingChange(), unread, unread]);
  expect(driftState(both)).toBe("drift");
  expect(driftMessage(both, null).text.split("\n", 1)).toEqual([
    "shop/production: 1 change since the deployment, and 2 things could not be read.",
  ]);
});

test("a report that is none of drift is not in sync either", () => {
  const report = { ...driftReport([]), drift: null };
  expect(driftState(report)).toBe("unread");
  expect(driftMessage(report, null).text).toBe("shop/production: it was not looked at.");
});

test("a report of nobody knows what is one of a stack", () => {
  const report = { ...driftReport([]), project: null, stack: null };
  expect(driftMessage(report, null).text).toBe("A stack: as deployed.");
});

test("control characters of whatever was read do not arrive", () => {
  const message = driftMessage(driftReport([driftingChange({ what: "Rule \u001b[2Ka\r\nb is gone." })]), null);
  const says = "Rule \\u{1b}[2Ka\\r\\nb is gone.";
  expect([message.text.split("\n").slice(1), message.changes[0]?.what]).toEqual([[`- ${says}`], says]);
});

test("a long list is cut, and the rest is counted", () => {
  const many = Array.from({ length: 13 }, (_, index) => driftingChange({ what: `Change ${index}.` }));
  const lines = driftMessage(driftReport(many), null).text.split("\n");
  expect(lines).toHaveLength(12);
  expect(lines.at(-1)).toBe("- and 3 more");
});

test("what visitors see is the second line", () => {
  const report = driftReport([driftingChange()], { hostname: "www.example.com" });
  expect(driftMessage(report, null).text.split("\n")[1]).toBe("Visitors of 1 of 1 hostname will see errors.");
});

test("the title of an issue names the stack, and stays the same", () => {
  expect(driftTitle({ project: "shop", stack: "production" })).toBe("Drift in shop/production");
  expect(driftTitle({ project: null, stack: null })).toBe("Drift in a stack");
});
