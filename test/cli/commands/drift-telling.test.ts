import { expect, test } from "vitest";
import { run } from "../run";

test.each([
  ["--github-issue", "--github-issue needs GITHUB_REPOSITORY, which is not set."],
  ["--webhook json", "--webhook needs NO521_WEBHOOK_URL, which is not set."],
])("drift %s ends before it looks at a stack where the environment lacks what telling needs", async (line, message) => {
  const ran = await run(`drift --stack dev ${line}`);
  expect({ status: ran.status, error: ran.err.split("\n")[0] }).toEqual({ status: 64, error: `error: ${message}` });
});

test("drift knows two forms of a webhook", async () => {
  const ran = await run("drift --webhook xml");
  expect(ran.status).toBe(64);
  expect(ran.err).toContain("Allowed choices are slack, json.");
});
