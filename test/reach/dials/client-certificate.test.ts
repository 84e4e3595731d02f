import { expect, test } from "vitest";
import { defaultOptions, type ResourceNode } from "../../../src/graph/resource";
import { notKnown, type Properties } from "../../../src/graph/value";
import { clientCertificateFor, type OriginPulls } from "../../../src/reach/dials/client-certificate";
import { known, unknown } from "../../../src/reach/dials/setting";

const www = "www.example.com";
const off = { kind: "none", why: "Authenticated Origin Pulls is off at every level" };
const open = { kind: "unknown", why: "whether Authenticated Origin Pulls is on is not known until deployment" };

function node(inputs: Properties): ResourceNode {
  const common = { urn: "urn", type: "t", name: "n", kind: "managed", outputs: {} } as const;
  return { ...common, inputs, options: defaultOptions, dependsOn: new Map() };
}

const pulls = (change: Partial<OriginPulls>): OriginPulls => ({
  hostnameLevel: [],
  zoneLevel: [],
  global: known(false),
  ...change,
});
const byHostname = (inputs: Properties) => pulls({ hostnameLevel: [node(inputs)] });

test.each<readonly [string, OriginPulls, object]>([
  ["nothing is sent where every level is off", pulls({}), off],
  ["the global level sends", pulls({ global: known(true) }), { kind: "sent", level: "global" }],
  [
    "the zone's level goes before it",
    pulls({ global: known(true), zoneLevel: [node({ enabled: true })] }),
    { kind: "sent", level: "zone" },
  ],
  [
    "the hostname's goes first",
    byHostname({ configs: [{ hostname: www, enabled: true }] }),
    { kind: "sent", level: "hostname" },
  ],
  ["another hostname's does not count", byHostname({ configs: [{ hostname: "a.example.com", enabled: true }] }), off],
  [
    "one that is off for the hostname leaves the others as they are",
    { ...byHostname({ configs: [{ hostname: www, enabled: false }] }), global: known(true) },
    { kind: "sent", level: "global" },
  ],
  ["a list that is not known leaves it open", byHostname({ configs: notKnown }), open],
  ["so does an entry", byHostname({ configs: [notKnown] }), open],
  ["so does a switch of the zone", pulls({ zoneLevel: [node({ enabled: notKnown })] }), open],
  [
    "a global level that nobody declares is not known",
    pulls({ global: unknown("nobody says") }),
    { kind: "unknown", why: "nobody says" },
  ],
  [
    "version 5 names the hostname beside the switch",
    byHostname({ hostname: www, enabled: true }),
    { kind: "sent", level: "hostname" },
  ],
  ["and may name another", byHostname({ hostname: "a.example.com", enabled: true }), off],
  ["or one that is not known", byHostname({ hostname: notKnown, enabled: true }), open],
  ["and without a hostname switches the zone", byHostname({ enabled: true }), { kind: "sent", level: "zone" }],
  ["or switches it off", byHostname({ enabled: false }), off],
])("%s", (_title, given, expected) => {
  expect(clientCertificateFor(www, given)).toEqual(expected);
});
