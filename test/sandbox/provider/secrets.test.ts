import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cloudFolder, engineFor } from "../client";

/** @see https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/go/common/resource/sig/sig.go */
const secret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

function everything(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .join("\n");
}

test("a private key stays secret in the state, and no file of the sandbox holds it", async () => {
  const aws = await engineFor("aws");
  const inputs = { certificateBody: "-----BEGIN CERTIFICATE-----", privateKey: secret("the-key") };
  const made = await aws.create("aws:acm/certificate:Certificate", "imported", inputs);
  expect(made.inputs.privateKey).toEqual(secret("the-key"));
  expect(made.properties.privateKey).toEqual(secret("the-key"));
  const reading = await aws.read(made);
  expect(reading.properties.privateKey).toEqual(secret("the-key"));
  expect(reading.inputs.privateKey).toEqual(secret("the-key"));
  expect(everything(aws.folder)).not.toContain("the-key");
});

test("a private key that the program gave in the open becomes secret, as the provider's schema says", async () => {
  const aws = await engineFor("aws");
  const inputs = { certificateBody: "-----BEGIN CERTIFICATE-----", privateKey: "the-key" };
  const made = await aws.create("aws:acm/certificate:Certificate", "imported", inputs);
  expect(made.properties.privateKey).toEqual(secret("the-key"));
});

test("a secret deep inside a property stays one, and its neighbours stay open", async () => {
  const aws = await engineFor("aws");
  const made = await aws.create("aws:sns/topic:Topic", "alarms", { tags: { open: "a", hidden: secret("b") } });
  expect(made.properties.tags).toEqual({ open: "a", hidden: secret("b") });
  expect((await aws.read(made)).properties.tags).toEqual({ open: "a", hidden: secret("b") });
});

test("what an unknown type gets as a secret is kept out of its file", async () => {
  const cloudflare = await engineFor("cloudflare");
  const inputs = { accountId: "a", name: "edge", tunnelSecret: secret("tunnel") };
  const type = "cloudflare:index/zeroTrustTunnelCloudflared:ZeroTrustTunnelCloudflared";
  const made = await cloudflare.create(type, "edge", inputs);
  expect(made.properties.tunnelSecret).toEqual(secret("tunnel"));
  expect((await cloudflare.read(made)).properties.tunnelSecret).toEqual(secret("tunnel"));
  expect(everything(cloudflare.folder)).not.toContain('"tunnel"');
});

test.each([
  ["aws", { accessKey: "AKIAREALKEY", secretKey: "sandbox" }, "aws:accessKey is not the sandbox's own"],
  ["aws", { accessKey: "sandbox" }, "aws:secretKey is not set"],
  ["aws", { accessKey: "sandbox", secretKey: "sandbox", profile: "prod" }, "aws:profile is set"],
  [
    "aws",
    { accessKey: "sandbox", secretKey: "sandbox", allowedAccountIds: '["111122223333"]' },
    "aws:allowedAccountIds names another account than 000000000000",
  ],
  ["cloudflare", { apiToken: secret("a-real-token") }, "cloudflare:apiToken is not the sandbox's own"],
  ["cloudflare", {}, "cloudflare:apiToken is not set"],
] as const)("%s refuses the configuration %j", async (provider, config, reason) => {
  const refused = engineFor(provider, { config });
  await expect(refused).rejects.toThrow(`The sandbox refuses to run: ${reason}.`);
  await expect(refused).rejects.not.toThrow(/AKIAREALKEY|a-real-token/);
});

test("takes the sandbox's credentials from the environment where a provider has none of its own", async () => {
  const folder = cloudFolder();
  const environment = { NO521_SANDBOX: folder, AWS_ACCESS_KEY_ID: "sandbox", AWS_SECRET_ACCESS_KEY: "sandbox" };
  const aws = await engineFor("aws", { folder, environment, config: { region: "eu-west-1" } });
  expect(await aws.invoke("aws:index/getRegion:getRegion", {})).toMatchObject({ region: "eu-west-1" });
});

test.each([{}, { NO521_SANDBOX: "relative" }])("refuses to work in the environment %j", async (environment) => {
  await expect(engineFor("aws", { environment })).rejects.toThrow("NO521_SANDBOX does not name the sandbox's folder");
});
