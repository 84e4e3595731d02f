import { expect, test } from "vitest";
import { refusals } from "../../../sandbox/refusals";
import type { RefusalRow } from "../../../sandbox/refusals/row";
import { bothProviders } from "../site";
import { cloudflareScenarios } from "./cloudflare-scenarios";
import { ec2Scenarios } from "./ec2-scenarios";
import { elbScenarios } from "./elb-scenarios";

const scenarios = { ...ec2Scenarios, ...elbScenarios, ...cloudflareScenarios };
const rows = Object.entries<RefusalRow>(refusals);

/** The message with its places open, as a pattern. */
function pattern(row: RefusalRow): RegExp {
  const words = row.message.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(words.join("[^]+?"));
}

test("every refusal has a scenario, and the other way round", () => {
  expect(Object.keys(scenarios).sort()).toEqual(Object.keys(refusals).sort());
});

test.each(rows)("refuses %s with the words and the code of the table", async (id, row) => {
  const scene = await bothProviders();
  const provoke = Object.entries(scenarios).find(([name]) => name === id)?.[1];
  const refused = Promise.resolve(provoke?.(scene)).then(
    () => "nothing was refused",
    (error: Error) => error.message,
  );
  const message = (await refused).replaceAll('\\"', '"');
  expect(message).toMatch(pattern(row));
  // A provider's own check has no code; what a service says carries its code.
  expect(message.startsWith("check: ")).toBe(row.told === "check");
  expect(message.includes(row.code)).toBe(row.told === "deploy");
});

test("a message is written out as the real provider shows it", async () => {
  const scene = await bothProviders();
  await expect(ec2Scenarios.noSuchVpc(scene)).rejects.toThrow(
    "operation error EC2: DescribeVpcs, api error InvalidVpcID.NotFound: The vpc ID 'vpc-1' does not exist",
  );
  await expect(ec2Scenarios.duplicateRule(scene)).rejects.toThrow(
    "operation error EC2: AuthorizeSecurityGroupIngress, api error InvalidPermission.Duplicate: the specified rule " +
      '"peer: 192.0.2.0/24, tcp, from port: 443, to port: 443, ALLOW" already exists',
  );
  await expect(cloudflareScenarios.unknownSetting(scene)).rejects.toThrow(
    "PATCH zones/05210521052105210521052105210521/settings/alwaysUseHttps: 400 Bad Request: " +
      "Unrecognized zone setting name: alwaysUseHttps (1006)",
  );
  await expect(cloudflareScenarios.ttlRange(scene)).rejects.toThrow(
    "POST dns_records: 400 Bad Request: TTL must be between 60 and 86400 seconds, or 1 for Automatic. (9021)",
  );
});

test("a refused request changes nothing", async () => {
  const { aws, cloudflare } = await bothProviders();
  await expect(cloudflareScenarios.settingValue({ aws, cloudflare })).rejects.toThrow("(1007)");
  const made = { id: "ssl", urn: "urn:pulumi:s::p::cloudflare:index/zoneSetting:ZoneSetting::ssl" };
  const properties = { zoneId: "05210521052105210521052105210521" };
  expect((await cloudflare.read({ ...made, inputs: {}, properties })).id).toBe("");
});
