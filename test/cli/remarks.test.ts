import { expect, test } from "vitest";
import { missingFrom } from "../../src/cli/remarks";
import type { PackRemark } from "../../src/engine/preview-graph";

function remark(change: Partial<PackRemark> = {}): PackRemark {
  return {
    policy: "require-listener",
    resource: "urn:web",
    message: "Require something to listen.\n  Nothing listens on port 443.\n  fix: Add a listener.",
    isSkip: false,
    ...change,
  };
}

const found = [{ policy: "require-listener", resource: "urn:web" }];

test("what the report has too is not told again", () => {
  expect(missingFrom(found, [remark(), remark({ policy: "require-known-outcome", resource: "urn:other" })])).toEqual(
    [],
  );
  expect(missingFrom([], [remark({ isSkip: true })])).toEqual([]);
});

test("what the pack says of another resource or by another policy is not lost", () => {
  const says = (policy: string) => `the policy pack in the preview says of "${policy}": Nothing listens on port 443.`;
  expect(missingFrom(found, [remark({ resource: "urn:api" }), remark({ policy: "no-redirect-loop" })])).toEqual([
    { resource: "urn:api", says: says("require-listener") },
    { resource: "urn:web", says: says("no-redirect-loop") },
  ]);
});
