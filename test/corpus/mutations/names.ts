import type { CauseId } from "../../../src/findings/cause";
import { types } from "../../../src/graph/types";
import { both, except, having, type Mutation, only } from "../mutation";
import { type Inputs, outputOf, type Registered, type Step } from "../plant";
import { add, change, set, zoneIdOf } from "./steps";

/** Off the path: visitors meet it later, or not at the edge. */
const hazard = (cause: CauseId) => ({ cause, codes: [] }) as const;

/** Records of names, the zone that holds them, and who may issue certificates for them. */
export const nameMutations: readonly Mutation[] = [
  {
    id: "address-beside-cname",
    title: "kept the address record of a name beside its new CNAME record",
    cause: "conflicting-records",
    codes: ["deploy"],
    source: "https://github.com/favonia/cloudflare-ddns/issues/990",
    fits: both(
      having("balancer", "named-record", "strict"),
      except("own-balancer", "older-majors", "scaling-group", "separate-rules"),
    ),
    // The edge may be sent to that address until the record is refused.
    families: [],
    steps: [another(({ hostnames: [name] }) => ({ name, type: "A", content: "203.0.113.9", proxied: true }))],
  },
  {
    id: "record-twice",
    title: "declared one address record twice",
    cause: "conflicting-records",
    codes: ["deploy"],
    source: "https://github.com/hashicorp/terraform/issues/10065",
    fits: both(having("network"), except("own-balancer", "own-instance")),
    hostnames: () => ["twice.example.com"],
    families: [],
    steps: [
      another(() => ({ name: "twice.example.com", type: "A", content: "203.0.113.9", proxied: false })),
      another(() => ({ name: "twice.example.com", type: "A", content: "203.0.113.9", proxied: false }), "again"),
    ],
  },
  {
    id: "two-labels-deep",
    title: "proxied a hostname two labels below the domain, for which the edge has no certificate",
    cause: "edge-certificate-missing",
    codes: ["handshake"],
    source: "https://github.com/NginxProxyManager/nginx-proxy-manager/issues/2346",
    fits: only("component", "fargate", "dualstack", "inline-balancer", "prefix-list"),
    hostnames: () => ["www.shop.example.com"],
    // Behind the edge the origin's own certificate misses the name too.
    also: ["certificate-name"],
    steps: [
      another(({ all }) => ({
        ...{ name: "www.shop.example.com", type: "CNAME", proxied: true },
        content: outputOf(all(types.loadBalancer)[0], "dnsName"),
      })),
    ],
  },
  {
    id: "proxied-left-out",
    title: "left proxied out, whose default in the provider is false",
    ...hazard("unproxied-record"),
    source: "https://github.com/TimothyYe/godns/issues/175",
    fits: both(having("balancer", "named-record", "inline-rules", "strict"), except("older-majors", "scaling-group")),
    steps: [change(types.dnsRecord, ({ proxied, ...record }) => (proxied === true ? record : undefined))],
  },
  {
    id: "proxied-left-out-in-5",
    title: "left proxied out of a record of the provider's version 5",
    ...hazard("unproxied-record"),
    source: "https://github.com/cloudflare/terraform-provider-cloudflare/pull/15",
    fits: only("older-majors", "aliased-types"),
    steps: [change(types.dnsRecord, ({ proxied, ...record }) => (proxied === true ? record : undefined))],
  },
  {
    id: "name-as-text",
    title: "copied a balancer's name into the record as text",
    ...hazard("unowned-target-name"),
    source: "https://github.com/zalando-stups/senza/pull/275",
    fits: both(having("balancer", "named-record", "strict"), except("own-balancer")),
    steps: [
      another(() => ({
        name: "blue.example.com",
        ...{ type: "CNAME", content: "blue-1234567890.us-east-1.elb.amazonaws.com", proxied: true },
      })),
    ],
  },
  {
    id: "balancer-resolved-once",
    title: "filled the record with an address that the balancer's name resolved to",
    ...hazard("balancer-address-pinned"),
    source: "https://github.com/jenkins-x/jx/issues/1050",
    fits: only("component", "fargate", "prefix-list", "aliased-types", "dualstack"),
    steps: [
      change(types.dnsRecord, (record) =>
        record.proxied === true ? { ...record, type: "A", content: "198.51.100.20" } : undefined,
      ),
    ],
  },
  {
    id: "zone-paused",
    title: "paused the zone to look for a fault and left it so",
    ...hazard("zone-paused"),
    source: "https://developers.cloudflare.com/fundamentals/manage-domains/pause-cloudflare/",
    fits: both(having("balancer", "strict"), except("own-balancer")),
    // Nobody reaches an origin that admits Cloudflare alone.
    steps: [set(types.zone, { paused: true })],
  },
  {
    id: "proof-proxied",
    title: "proxied the records that prove the certificate's names",
    ...hazard("validation-record-proxied"),
    source: "https://developers.cloudflare.com/dns/proxy-status/limitations/",
    fits: only("separate-rules"),
    steps: [
      change(types.dnsRecord, (record) =>
        record.proxied === false ? { ...record, proxied: true, ttl: 1 } : undefined,
      ),
    ],
  },
  {
    id: "proof-copied-and-proxied",
    title: "copied the record that proves the certificate's name from the console, and proxied it",
    ...hazard("validation-record-proxied"),
    source: "https://docs.aws.amazon.com/acm/latest/userguide/dns-renewal-validation.html",
    fits: both(having("acm", "strict"), except("own-balancer")),
    steps: [
      another(() => ({
        name: "_0123456789abcdef0123456789abcdef.example.com",
        type: "CNAME",
        content: "_fedcba9876543210fedcba9876543210.jkddzztszm.acm-validations.aws.",
        proxied: true,
      })),
    ],
  },
  {
    id: "authority-alone",
    title: "let one other authority alone issue certificates for the domain",
    ...hazard("caa-excludes-issuer"),
    source: "https://github.com/sul-dlss/dlme/issues/315",
    fits: both(having("acm", "balancer", "strict"), except("own-balancer")),
    steps: [caa("issue", "letsencrypt.org")],
  },
  {
    id: "no-wildcards",
    title: "forbade wildcard certificates for the domain",
    ...hazard("caa-excludes-issuer"),
    source: "https://github.com/cisagov/cyhy_amis/pull/190",
    fits: only("prefix-list", "aliased-types", "scaling-group"),
    steps: [caa("issue", "amazon.com"), caa("issuewild", ";", "wild")],
  },
  {
    id: "authority-for-hostname",
    title: "let another authority alone issue for the hostname, although the domain allows Amazon's",
    ...hazard("caa-excludes-issuer"),
    source: "https://github.com/acme-dns/acme-dns/issues/339",
    fits: only("component", "inline-balancer", "dualstack"),
    steps: [
      caa("issue", "amazon.com"),
      another(
        ({ hostnames: [name] }) => ({ name, type: "CAA", data: { flags: 0, tag: "issue", value: "digicert.com" } }),
        "closer",
      ),
    ],
  },
  {
    id: "tunnel-not-proxied",
    title: "pointed an unproxied record to the tunnel",
    ...hazard("tunnel-not-proxied"),
    source: "https://github.com/mrwulf/home-cluster/pull/5060",
    fits: only("tunnel"),
    steps: [set(types.dnsRecord, { proxied: false, ttl: 300 })],
  },
  {
    id: "address-of-instances-name",
    title: "pointed the record to the public name of the instance",
    ...hazard("ephemeral-address"),
    source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html",
    fits: only("single-instance", "own-instance"),
    steps: [
      change(types.dnsRecord, (record, _, { all }) =>
        record.proxied === true && record.type === "A"
          ? { ...record, type: "CNAME", content: outputOf(all(types.instance)[0], "publicDns") }
          : undefined,
      ),
    ],
  },
  {
    id: "elastic-address-refused",
    title: "declined a public address for the instance that has an elastic one",
    ...hazard("instance-replaced-for-address"),
    source: "https://github.com/hashicorp/terraform-provider-aws/issues/37318",
    fits: only("single-instance", "edge-balancer"),
    steps: [set(types.instance, { associatePublicIpAddress: false })],
  },
];

/** Adds a record to the program's zone. */
function another(record: (program: Registered) => Inputs, name = "another"): Step {
  return add((program) => {
    program.once(types.dnsRecord, name, { zoneId: zoneIdOf(program), ttl: 1, ...record(program) });
  });
}

function caa(tag: string, value: string, name = "caa"): Step {
  return another(() => ({ name: "example.com", type: "CAA", data: { flags: 0, tag, value }, ttl: 3600 }), name);
}
