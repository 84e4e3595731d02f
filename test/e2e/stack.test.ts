import { expect } from "vitest";
import { exitOnChanges, exportState, runStack, StackCommandError } from "../../src/engine/stack";
import { engineTest } from "./engine";

const oneThing = `
const pulumi = require("@pulumi/pulumi");
new pulumi.ComponentResource("trial:index:Thing", "first").registerOutputs();
`;

engineTest("gives the exit status by which Pulumi reports changes that nobody expected", async ({ engine }) => {
  const target = await engine.project({ "index.js": oneThing });
  const run = await runStack(target, "preview", { arguments: ["--expect-no-changes"] });
  expect(run.exitCode).toBe(exitOnChanges);
  expect(run.events.flatMap((event) => event.resourcePreEvent?.metadata.op ?? [])).toEqual(["create", "create"]);
});

engineTest("ends an operation that takes too long", async ({ engine }) => {
  const target = await engine.project({ "index.js": "setInterval(() => {}, 1e9);" });
  const run = await runStack(target, "preview", { timeoutMilliseconds: 3_000 });
  expect([run.stopped, run.reason]).toEqual(["timeout", "not done after 3 s"]);
});

engineTest("exports the state as the engine keeps it", async ({ engine }) => {
  const target = await engine.project({ "index.js": oneThing });
  await runStack(target, "up");
  const { version, deployment } = await exportState(target);
  expect(version).toBe(3);
  expect(deployment.resources.map((resource: { readonly urn: string }) => resource.urn)).toEqual([
    "urn:pulumi:test::trial::pulumi:pulumi:Stack::trial-test",
    "urn:pulumi:test::trial::trial:index:Thing::first",
  ]);
});

engineTest("says which command failed and what it printed, for a stack that does not exist", async ({ engine }) => {
  const target = await engine.project({ "index.js": oneThing });
  const error = await exportState({ ...target, stack: "absent" }).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(StackCommandError);
  expect(String(error)).toContain(`Cannot run "pulumi stack export --stack absent`);
  expect(String(error)).toContain("no stack named 'absent' found");
});
