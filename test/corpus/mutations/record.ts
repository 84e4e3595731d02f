import type { EdgeCode } from "../../../src/findings/finding";
import { types } from "../../../src/graph/types";
import { having, type Mutation, only } from "../mutation";
import { type Inputs, outputOf, type Registered, type Step } from "../plant";

/** Addresses that a proxied record must not have. */
const prohibited: readonly (readonly [string, string, string, readonly EdgeCode[], string])[] = [
  ["private-10", "A", "10.30.0.5", ["deploy", 1002], "https://github.com/maxfield-allison/dnsweaver/issues/161"],
  ["private-192", "A", "192.168.1.20", ["deploy", 1002], "https://github.com/DNSControl/dnscontrol/issues/4776"],
  ["private-172", "A", "172.16.8.1", ["deploy", 1002], "https://github.com/DNSControl/dnscontrol/issues/4776"],
  ["loopback", "A", "127.0.0.1", ["deploy", 1002], "https://github.com/DNSControl/dnscontrol/issues/4776"],
  ["carrier", "A", "100.64.3.1", ["deploy", 1002], "https://github.com/maxfield-allison/dnsweaver/issues/161"],
  ["unique-local", "AAAA", "fd00::8", ["deploy", 1002], "https://github.com/maxfield-allison/dnsweaver/issues/161"],
  [
    "placeholder",
    "A",
    "192.0.2.1",
    [522],
    "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-522/",
  ],
  [
    "discard",
    "AAAA",
    "100::",
    [522],
    "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-522/",
  ],
  [
    "edge-itself",
    "A",
    "104.16.132.229",
    [1000],
    "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/error-1000/",
  ],
];

/** What the hostname's record says. */
export const recordMutations: readonly Mutation[] = [
  ...prohibited.map(
    ([id, type, content, codes, source]): Mutation => ({
      id: `address-${id}`,
      family: "prohibited addresses",
      title: `pointed the proxied record to ${content}`,
      cause: "prohibited-address",
      codes,
      source,
      fits: having("named-record"),
      families: [type === "AAAA" ? 6 : 4],
      steps: [pointed(type, () => content)],
    }),
  ),
  {
    id: "ephemeral-address",
    title: "pointed the record to the instance's own address instead of the elastic one",
    cause: "ephemeral-address",
    codes: [],
    source: "https://github.com/hashicorp/terraform-provider-aws/issues/37318",
    fits: only("single-instance", "own-instance"),
    steps: [pointed("A", ({ all }) => outputOf(all(types.instance)[0], "publicIp"))],
  },
];

/** Points the records of the dialled hostnames elsewhere, under the names that each version of the provider has. */
function pointed(type: string, content: (program: Registered) => unknown): Step {
  return {
    do: "change",
    type: types.dnsRecord,
    to: (record, _, program) => {
      const { hostnames } = program;
      if (!hostnames.some((hostname) => isNamed(record, hostname))) return undefined;
      return { ...record, type, ["value" in record ? "value" : "content"]: content(program) };
    },
  };
}

function isNamed({ name }: Inputs, hostname: string): boolean {
  return typeof name === "string" && (hostname === name || hostname === `${name}.example.com`);
}
