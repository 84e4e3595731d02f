import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { awsTypes } from "../../sandbox/aws/provider";
import { cloudflareTypes } from "../../sandbox/cloudflare/provider";
import type { ResourceType } from "../../sandbox/provider/resource-type";

/** What the SDK's own code says of a type: the constructor lists inputs, outputs, and what is required and secret. */
interface SdkType {
  readonly required: readonly string[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly secrets: readonly string[];
}

const require = createRequire(__filename);

function readSdk(token: string): SdkType {
  const [provider = "", module = ""] = token.split(":");
  const path = module.replace(/^index\//, "");
  const code = readFileSync(require.resolve(`@pulumi/${provider}/${path}.js`), "utf8");
  expect(code).toContain(`__pulumiType = '${token}'`);
  const all = (pattern: RegExp) => [...new Set([...code.matchAll(pattern)].map((match) => match[1] ?? ""))].sort();
  return {
    required: all(/Missing required property '(\w+)'/g),
    inputs: all(/resourceInputs\["(\w+)"\] = (?:args|\(?args|pulumi\.|args\?)/g),
    outputs: all(/resourceInputs\["(\w+)"\] = undefined \/\*out\*\//g),
    secrets: all(/"(\w+)"(?=[^\]]*\] \};\s+opts = pulumi\.mergeOptions\(opts, secretOpts)/g),
  };
}

describe.each([...awsTypes, ...cloudflareTypes].map((type) => [type.type, type] as const))("%s", (token, type) => {
  const sdk = readSdk.bind(undefined, token);
  const named = (pick: (field: ResourceType["inputs"][string]) => boolean) =>
    Object.entries(type.inputs)
      .filter(([, field]) => pick(field))
      .map(([name]) => name)
      .sort();

  test("requires what the SDK requires", () => {
    expect(named((field) => field.required === true)).toEqual(sdk().required);
  });

  test("declares only inputs that the SDK has", () => {
    const { inputs } = sdk();
    expect(named(() => true).filter((name) => !inputs.includes(name))).toEqual([]);
  });

  test("declares every output that the SDK has and no other", () => {
    expect([...type.outputs].sort()).toEqual(sdk().outputs);
  });

  test("marks as secret what the SDK marks so", () => {
    const { secrets, inputs } = sdk();
    expect(named((field) => field.secret === true)).toEqual(secrets.filter((name) => inputs.includes(name)));
  });
});

test("gives the versions of the SDKs that are installed", () => {
  const versions = ["aws", "cloudflare"].map((name) => require(`@pulumi/${name}/package.json`).version);
  expect(versions).toEqual(["7.48.0", "6.22.1"]);
});
