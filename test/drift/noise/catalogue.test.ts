import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { differences } from "../../../src/drift/compare";
import { noiseOf, noises } from "../../../src/drift/noise/catalogue";
import { sameReading } from "../../../src/drift/noise/same-reading";
import { stepWithoutChange } from "../../../src/drift/noise/step-without-change";
import { types } from "../../../src/graph/types";
import type { Properties, Value } from "../../../src/graph/value";

interface Sample {
  readonly noise: string;
  readonly type: string;
  readonly was: Properties;
  readonly is: Properties;
  readonly inputs?: Properties;
  /** What differs as well in the neighbour that is drift. */
  readonly drift: Properties;
}

const record = { type: "CNAME", name: "www.example.com", content: "origin.example.com" };

const samples: readonly Sample[] = [
  {
    noise: "timestamps",
    type: types.dnsRecord,
    was: { ...record, modifiedOn: "2026-10-01T00:00:00Z" },
    is: { ...record, modifiedOn: "2026-11-01T00:00:00Z", commentModifiedOn: "2026-11-01T00:00:00Z" },
    drift: { content: "elsewhere.example.com" },
  },
  {
    noise: "tags-all",
    type: types.vpc,
    was: { cidrBlock: "10.0.0.0/16", tagsAll: {} },
    is: { cidrBlock: "10.0.0.0/16", tagsAll: { owner: "team" } },
    drift: { tags: { owner: "team" } },
  },
  {
    noise: "sidecar-lists",
    type: types.securityGroup,
    was: { ingress: [] },
    is: { ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["104.16.0.0/13"] }] },
    drift: { description: "by hand" },
  },
  {
    noise: "record-bookkeeping",
    type: types.dnsRecord,
    was: { ...record, settings: { ipv4Only: null }, proxiable: false, meta: "{}" },
    is: { ...record, settings: { ipv4Only: false }, proxiable: true, meta: '{"auto_added":false}' },
    drift: { settings: { ipv4Only: true } },
  },
  {
    noise: "record-parts",
    type: types.dnsRecord,
    was: {
      type: "CAA",
      name: "example.com",
      content: '0 issue "digicert.com"',
      data: { flags: "0", tag: "issue", value: "digicert.com" },
    },
    is: {
      type: "CAA",
      name: "example.com",
      content: '0 issue "digicert.com"',
      data: { flags: "00", tag: "issue", value: "digicert.com" },
    },
    drift: { content: '0 issue "letsencrypt.org"', data: { flags: "0", tag: "issue", value: "letsencrypt.org" } },
  },
  {
    noise: "trailing-dot",
    type: types.dnsRecord,
    was: { ...record, content: "Origin.example.com." },
    is: { ...record, content: "origin.example.com" },
    drift: { content: "origin2.example.com" },
  },
  {
    noise: "text-quotes",
    type: types.dnsRecord,
    was: { type: "TXT", content: "v=spf1 include:example.com ~all" },
    is: { type: "TXT", content: '"v=spf1 include:exa" "mple.com ~all"' },
    drift: { content: '"v=spf1 -all"' },
  },
  {
    noise: "zone-bookkeeping",
    type: types.zone,
    was: { name: "example.com", developmentMode: -14859766, meta: {} },
    is: { name: "example.com", developmentMode: -14859770, meta: { cdnOnly: false } },
    drift: { paused: true },
  },
  {
    noise: "setting-bookkeeping",
    type: types.zoneSetting,
    was: { settingId: "ssl", value: "strict", editable: true, timeRemaining: 0 },
    is: { settingId: "ssl", value: "strict", editable: false, timeRemaining: 3600 },
    drift: { value: "full" },
  },
  {
    noise: "cipher-order",
    type: types.zoneSetting,
    was: { settingId: "ciphers", value: ["AES128-SHA", "AES256-SHA"] },
    is: { settingId: "ciphers", value: ["AES256-SHA", "AES128-SHA"] },
    drift: { value: ["AES128-SHA"] },
  },
  {
    noise: "check-results",
    type: types.healthcheck,
    was: { type: "HTTPS", httpConfig: { port: 443 }, status: "unknown" },
    is: {
      type: "HTTPS",
      httpConfig: { port: 443 },
      status: "unhealthy",
      failureReason: "timeout",
      tcpConfig: { port: 80 },
    },
    drift: { httpConfig: { port: 80 } },
  },
  {
    noise: "ruleset-bookkeeping",
    type: types.ruleset,
    was: { version: "1", rules: [{ id: "a", ref: "a", version: "1", expression: "true" }] },
    is: { version: "2", rules: [{ id: "b", ref: "b", version: "2", expression: "true" }] },
    drift: { rules: [{ id: "b", ref: "b", version: "2", expression: "false" }] },
  },
  {
    noise: "certificate-life",
    type: types.certificate,
    was: { status: "PENDING_VALIDATION", renewalEligibility: "INELIGIBLE" },
    is: { status: "ISSUED", renewalEligibility: "ELIGIBLE", notAfter: "2027-06-01T00:00:00Z" },
    drift: { status: "EXPIRED" },
  },
  {
    noise: "tunnel-status",
    type: types.tunnel,
    was: { name: "tunnel", status: "healthy", connections: [] },
    is: { name: "tunnel", status: "down", connections: [{ clientId: "1" }] },
    drift: { name: "other" },
  },
  {
    noise: "address-flag",
    type: types.instance,
    was: { associatePublicIpAddress: false },
    is: { associatePublicIpAddress: true },
    drift: { instanceType: "t4g.large" },
  },
  {
    noise: "list-version",
    type: types.managedPrefixList,
    was: { name: "edge", version: 1 },
    is: { name: "edge", version: 2 },
    drift: { name: "other" },
  },
  {
    noise: "set-order",
    type: types.edgePool,
    was: { origins: [{ name: "b" }, { name: "a" }] },
    is: { origins: [{ name: "a" }, { name: "b" }] },
    drift: { origins: [{ name: "a" }] },
  },
  {
    noise: "empty-values",
    type: types.edgeBalancer,
    was: { countryPools: null, description: "" },
    is: { countryPools: { attributes: [] } },
    drift: { description: "by hand" },
  },
  {
    noise: "number-texts",
    type: types.targetGroup,
    was: { port: 443, stickiness: "true" },
    is: { port: "443", stickiness: true },
    drift: { port: "8443" },
  },
  {
    noise: "json-form",
    type: "aws:iam/policy:Policy",
    was: { policy: '{"Version":"2012-10-17","Statement":[{"Action":["s3:*"],"Effect":"Allow"}]}' },
    is: { policy: '{ "Statement": [{"Effect":"Allow","Action":["s3:*"]}], "Version": "2012-10-17" }' },
    drift: { policy: '{"Version":"2012-10-17","Statement":[]}' },
  },
];

/** Other forms of a noise, as reports have them: where, and what was read. */
const forms: readonly (Omit<Sample, "drift"> & { readonly report: string })[] = [
  {
    report: "cloudflare/terraform-provider-cloudflare/pull/6944",
    noise: "record-bookkeeping",
    type: types.dnsRecord,
    was: record,
    is: { ...record, settings: { flattenCname: false, ipv4Only: false, ipv6Only: false } },
  },
  {
    report: "cloudflare/terraform-provider-cloudflare/issues/5517",
    noise: "empty-values",
    type: types.dnsRecord,
    was: { ...record, comment: null },
    is: { ...record, comment: "", tags: [] },
  },
  {
    report: "cloudflare/terraform-provider-cloudflare/issues/5490",
    noise: "timestamps",
    type: "cloudflare:index/hostnameTlsSetting:HostnameTlsSetting",
    was: { value: "1.2", updatedAt: "2026-10-01T00:00:00Z" },
    is: { value: "1.2", updatedAt: "2026-11-01T00:00:00Z", createdAt: "2026-10-01T00:00:00Z" },
  },
  {
    report: "cloudflare/terraform-provider-cloudflare/issues/5490",
    noise: "setting-bookkeeping",
    type: "cloudflare:index/hostnameTlsSetting:HostnameTlsSetting",
    was: { value: "1.2", status: "pending_deployment" },
    is: { value: "1.2", status: "active" },
  },
  {
    report: "cloudflare/terraform-provider-cloudflare/issues/5891",
    noise: "zone-bookkeeping",
    type: types.zone,
    was: { name: "example.com", cnameSuffix: "a" },
    is: { name: "example.com", owner: { id: null }, permissions: ["#zone:read"] },
  },
  {
    report: "cloudflare/terraform-provider-cloudflare/issues/7339",
    noise: "empty-values",
    type: types.edgeBalancer,
    was: { countryPools: {} },
    is: { popPools: {}, regionPools: {}, description: "" },
  },
  {
    report: "pulumi/pulumi/issues/16072",
    noise: "empty-values",
    type: types.targetGroup,
    was: { tags: null },
    is: { tags: {} },
  },
];

function judged({ type, was, is, inputs = {} }: Pick<Sample, "type" | "was" | "is" | "inputs">) {
  return differences(was, is).map((difference) => noiseOf(difference, { type, inputs, was, is })?.id);
}

describe.each(samples)("$noise", (sample) => {
  test("is no drift", () => {
    expect([...new Set(judged(sample))]).toEqual([sample.noise]);
  });

  test("hides no drift beside it", () => {
    expect(judged({ ...sample, is: { ...sample.is, ...sample.drift } })).toContain(undefined);
  });
});

test.each(forms)("$noise covers $report", ({ noise, report, ...sample }) => {
  expect([...new Set(judged(sample))]).toEqual([noise]);
  expect(noises.find(({ id }) => id === noise)?.sources).toContain(`https://github.com/${report}`);
});

/** What providers are known to report where nobody changed anything, by the numbers of the reports. */
const reports: Readonly<Record<string, readonly number[]>> = {
  "cloudflare/terraform-provider-cloudflare": [
    ...[5378, 5390, 5411, 5432, 5490, 5517, 5523, 5654, 5795, 5858, 5891, 6140, 6194, 6195, 6436, 6452, 6944],
    ...[7103, 7179, 7339],
  ],
  "hashicorp/terraform-provider-aws": [37318],
  "pulumi/pulumi": [8718, 16072],
  "pulumi/pulumi-aws": [1784, 3788, 4080],
  "pulumi/pulumi-cloudflare": [444, 939, 1164],
  "pulumi/pulumi-terraform-bridge": [1904],
};

test("every known report of noise is the source of a file", () => {
  const cited = new Set(
    [...noises, sameReading, stepWithoutChange].flatMap(({ sources }) =>
      sources.map((source) => source.replace(/^https:\/\/github\.com\/([^/]+\/[^/]+)\/(issues|pull)\//, "$1#")),
    ),
  );
  const known = Object.entries(reports).flatMap(([repository, numbers]) =>
    numbers.map((each) => `${repository}#${each}`),
  );
  expect(known.filter((report) => !cited.has(report))).toEqual([]);
});

test("every file of the catalogue has a sample, a source and a reason", () => {
  const files = readdirSync(join(__dirname, "../../../src/drift/noise"))
    .map((file) => file.replace(/\.ts$/, ""))
    .filter((name) => name !== "catalogue" && name !== "noise");
  // These two are about a whole resource: decide.test.ts has their samples.
  const whole = [sameReading, stepWithoutChange];
  const ofWhole = whole.map(({ id }) => id);
  expect([...samples.map(({ noise }) => noise), ...ofWhole].toSorted()).toEqual(files.toSorted());
  expect([...noises.map(({ id }) => id), ...ofWhole].toSorted()).toEqual(files.toSorted());
  for (const { why, sources } of [...noises, ...whole]) {
    expect(why).toMatch(/^[A-Z].*\.$/);
    for (const source of sources) expect(new URL(source).protocol).toBe("https:");
  }
});

test.each<[string, readonly Value[], readonly Value[]]>([
  ["the order of pools, which is the order of failover", ["a", "b"], ["b", "a"]],
  ["a member that was taken out", ["a", "b"], ["a"]],
])("%s is drift", (_, before, after) => {
  const sample = { type: types.edgeBalancer, was: { defaultPools: before }, is: { defaultPools: after } };
  expect(judged(sample)).toEqual([undefined]);
});

test("a rule that is declared inline is drift where it is missing", () => {
  const rule = { protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["104.16.0.0/13"] };
  const sample = {
    type: types.securityGroup,
    inputs: { ingress: [rule] },
    was: { ingress: [rule] },
    is: { ingress: [] },
  };
  expect(judged(sample)).toEqual([undefined]);
});
