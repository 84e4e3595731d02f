import { expect, test } from "vitest";
import { recordFiles } from "./apart";

/** Names of the packages that a program's process has loaded when it runs. */
const packages =
  "export const loaded = [...new Set(Object.keys(require.cache).map((file) => /.*node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(file)?.[1]))];";

test("what writes functions out, drives an engine or serves as a provider is not loaded with the SDK", async () => {
  const { outputs } = await recordFiles({ "index.ts": `import "@pulumi/aws"; ${packages}` });
  expect(outputs.loaded).toEqual(expect.arrayContaining(["@pulumi/pulumi", "@pulumi/aws"]));
  expect(outputs.loaded).toEqual(expect.not.arrayContaining(["typescript"]));
  expect(outputs.loaded).toEqual(expect.not.arrayContaining(["@npmcli/arborist"]));
  expect(outputs.loaded).toEqual(expect.not.arrayContaining(["execa"]));
});
