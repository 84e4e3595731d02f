import { expect, test } from "vitest";
import type { Inputs } from "../../../policies/example";
import policy from "../../../policies/rules/no-caa-exclusion";
import { output, resource } from "../../../policies/sites";
import { types } from "../../../src/graph/types";
import { found } from "../judged";

function caa(name: string, data: Inputs) {
  return resource(types.dnsRecord, { zoneId: output("zone", "id"), name, type: "CAA", data, ttl: 3600 });
}

const other = { flags: 0, tag: "issue", value: "letsencrypt.org" };

test("names the authority that may and the one that may not", () => {
  expect(found(policy, { add: { caa: caa("example.com", other) } }).map(({ what, codes }) => [what, codes])).toEqual([
    [
      'CAA record "caa" lets "letsencrypt.org" issue certificates for example.com, and Amazon cannot renew certificate "certificate".',
      [526, "deploy"],
    ],
  ]);
});

test.each(["amazon.com", "amazontrust.com", "awstrust.com", "amazonaws.com; accounturi=x"])(
  "passes over a zone that names %s as well",
  (value) => {
    expect(
      found(policy, { add: { caa: caa("example.com", other), own: caa("example.com", { ...other, value }) } }),
    ).toEqual([]);
  },
);

test("lets the closest name decide", () => {
  const certificate = { domainName: "www.example.com" };
  const add = { caa: caa("example.com", other), own: caa("www.example.com", { ...other, value: "amazon.com" }) };
  expect(found(policy, { add, set: { certificate } })).toEqual([]);
  expect(found(policy, { add: { caa: caa("shop.example.com", other) }, set: { certificate } })).toEqual([]);
});

test("minds issuewild for a wildcard alone", () => {
  const add = { caa: caa("example.com", { ...other, tag: "issuewild" }) };
  expect(found(policy, { add })).toEqual([]);
  expect(found(policy, { add, set: { certificate: { domainName: "*.example.com" } } })).toHaveLength(1);
});

test("passes over a record that only says whom to write to, and one that is not known", () => {
  expect(
    found(policy, { add: { caa: caa("example.com", { flags: 0, tag: "iodef", value: "mailto:a@example.com" }) } }),
  ).toEqual([]);
  expect(found(policy, { add: { caa: caa("example.com", { ...other, value: output("zone", "name") }) } })).toEqual([]);
});
