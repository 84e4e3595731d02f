import { describe, expect, test } from "vitest";
import { types } from "../../src/graph/types";
import type { Properties } from "../../src/graph/value";
import { notKnown } from "../../src/graph/value";
import { reach } from "../../src/reach/reach";
import { accelerated, addressed, bare, certified, classic, emptied, face, network, tagged } from "./origin-sites";
import { https, seen, why } from "./seen";
import { acl, edgeRanges, graphOf, ipv4, modes, noRules, ref, rules, type Site, type Spec, siteWith } from "./site";

type Case = readonly [title: string, site: Site, outcome: string];

/** A network balancer before an internal application balancer. */
const application = (defaultActions: readonly Properties[]): Site =>
  network({
    attachment: { targetId: ref("web.arn") },
    targets: { targetType: "alb" },
    web: {
      type: types.loadBalancer,
      inputs: { internal: true, subnets: [ref("a")], securityGroups: [ref("inner")], ipAddressType: "ipv4" },
    },
    "web-443": {
      type: types.listener,
      inputs: {
        loadBalancerArn: ref("web.arn"),
        port: 443,
        protocol: "HTTPS",
        certificateArn: ref("certificate.arn"),
        defaultActions,
      },
    },
  });

const everything = { ruleNo: 100, action: "allow", protocol: "-1", fromPort: 0, toPort: 0, cidrBlock: "0.0.0.0/0" };
const anywhere = [everything];
const denied = { ...everything, ruleNo: 50, action: "deny", cidrBlock: "10.0.0.0/16" };
const within = [{ ...everything, cidrBlock: "10.0.0.0/16" }];
/** A target in a subnet of its own, with an ACL. */
const apart = (
  ingress: readonly Properties[],
  egress: readonly Properties[],
): Readonly<Record<string, Spec | Properties>> => ({
  c: { type: types.subnet, inputs: { vpcId: ref("vpc"), cidrBlock: "10.0.3.0/24" } },
  server: { subnetId: ref("c") },
  wall: acl(["c"], ingress, egress),
});

const networks: readonly Case[] = [
  ["a balancer and a target with groups that agree are reached", network(), "ok"],
  [
    "a target that admits neither the balancer's group nor the edge is silent",
    network({ "inner-8080": null }),
    "522 targets-not-admitted at backend",
  ],
  [
    "a target that admits the edge instead is reached",
    network({ "inner-8080": null, ...rules("inner", 443, ipv4) }),
    "ok",
  ],
  [
    "a target that admits the balancer's addresses never sees them, and admits nobody",
    network({ "inner-8080": { referencedSecurityGroupId: null, cidrIpv4: "10.0.0.0/16" } }),
    "522 targets-not-admitted at backend",
  ],
  [
    "the ACL of a target's subnet sees the edge's addresses, which it has to let in",
    network(apart(within, within)),
    "522 network-acl-blocks at backend",
  ],
  ["the ACL of a target's subnet that lets the edge in and out is passed", network(apart(anywhere, anywhere)), "ok"],
  [
    "the ACL of a target's subnet that stops the balancer's addresses alone is passed",
    network(apart([denied, ...anywhere], [denied, ...anywhere])),
    "ok",
  ],
  [
    "the ACL of a target's subnet stops what it lets in where it lets no reply out",
    network(apart(anywhere, within)),
    "522 network-acl-blocks at backend",
  ],
  [
    "whom the way to a target lets through meets what the target does",
    bare({ ...noRules("inner", 443, ipv4.slice(0, 1)), issued: { hostnames: ["other.example.net"] } }),
    "522/526 ranges-not-allowed at backend",
  ],
  [
    "the ACL of a target's subnet sees the balancer's addresses where the edge's are not kept",
    network({ ...apart(within, within), targets: { port: 443, protocol: "TCP", preserveClientIp: "false" } }),
    "ok",
  ],
  [
    "the ACL of a target's subnet stands before one that guards itself, too",
    bare(apart(within, within)),
    "522 network-acl-blocks at backend",
  ],
  [
    "the ACL of a balancer's subnet has to let out what goes to its targets",
    network({
      ...apart(anywhere, anywhere),
      walls: acl(["a", "b"], anywhere, [
        {
          ...everything,
          toPort: 443,
          fromPort: 443,
          protocol: "tcp",
          action: "deny",
          ruleNo: 50,
          cidrBlock: "10.0.3.0/24",
        },
        ...anywhere,
      ]),
    }),
    "522 network-acl-blocks at backend",
  ],
  [
    "a target that fails otherwise may be silent where nobody knows whether it admits the balancer",
    network({
      "inner-8080": { referencedSecurityGroupId: notKnown },
      issued: { hostnames: ["other.example.net"] },
    }),
    "526/522 certificate-name at certificate",
  ],
  [
    "a target that is silent to all is silent whatever it serves",
    network({ "inner-8080": null, server: { tags: { "no521:listens": "80/http" } } }),
    "522 targets-not-admitted at backend",
  ],
  [
    "a target is asked on the port of its group",
    network({
      targets: { port: 8443 },
      "group-out": { fromPort: 8443, toPort: 8443 },
      "inner-8080": { fromPort: 8443, toPort: 8443 },
      server: { tags: { "no521:listens": "8443/https" } },
    }),
    "ok",
  ],
  ["a balancer without a group leaves the edge to its target", bare(), "ok"],
  [
    "a target that gets a Proxy Protocol header may take it for garbage",
    network({ targets: { proxyProtocolV2: true } }),
    "unknown",
  ],
  ["a target that gets no Proxy Protocol header is reached", network({ targets: { proxyProtocolV2: "false" } }), "ok"],
  [
    "a target that refuses the port refuses the header too",
    network({ targets: { proxyProtocolV2: true }, server: { tags: { "no521:listens": "80/http" } } }),
    "521 nothing-listens at listener",
  ],
  [
    "a target behind a balancer without a group has to admit the edge itself",
    bare({ "inner-443-172.64.0.0/13": null }),
    "522 some ranges-not-allowed at backend",
  ],
  [
    "a target that sees the balancer's addresses has to admit those",
    network({
      alb: { securityGroups: null },
      targets: { preserveClientIp: "false" },
      "inner-8080": { referencedSecurityGroupId: null, cidrIpv4: "10.0.0.0/16" },
    }),
    "ok",
  ],
  [
    "a target that sees the balancer's addresses and admits none of them is silent",
    network({ alb: { securityGroups: null }, targets: { preserveClientIp: "false" }, "inner-8080": null }),
    "522 targets-not-admitted at backend",
  ],
  [
    "a target that refuses the port is what visitors see",
    network({ server: { tags: { "no521:listens": "80/http" } } }),
    "521 nothing-listens at listener",
  ],
  [
    "a target that speaks plain HTTP breaks the handshake",
    network({ server: { tags: { "no521:listens": "443/http" } } }),
    "525 tls-not-spoken at tls",
  ],
  [
    "a target's certificate is the one that the edge looks at",
    network({ issued: { hostnames: ["example.com"] } }),
    "526 certificate-name at certificate",
  ],
  ["a target that says nothing of itself is not known", network({ server: { tags: null } }), "unknown"],
  [
    "a listener for UDP takes no TCP",
    network({ listener: { protocol: "UDP", certificateArn: null } }),
    "521/522 nothing-listens at listener",
  ],
  [
    "a balancer that ends TLS needs no certificate on its targets",
    network({
      listener: { protocol: "TLS", certificateArn: ref("certificate.arn") },
      issued: { hostnames: ["example.com"] },
    }),
    "ok",
  ],
  [
    "an application balancer behind it is dialled with the edge's addresses",
    application([{ type: "fixed-response", fixedResponse: { statusCode: "200" } }]),
    "522 ranges-not-allowed at security-group",
  ],
  [
    "an application balancer behind it answers by its own rules",
    siteWith(
      {
        ...rules("inner", 443, ipv4),
        ...emptied,
      },
      application([{ type: "forward", targetGroupArn: ref("empty.arn") }]),
    ),
    "503 no-targets at backend",
  ],
];

/** Over IPv6, to a balancer without a group that is reached by both families, before a target that admits some sources. */
const overIpv6 = (targets: Properties, cidr: Properties): Site =>
  bare({
    alb: { ipAddressType: "dualstack", securityGroups: null },
    targets,
    "inner-8080": { referencedSecurityGroupId: null, ...cidr },
  });
const fromVpc = { cidrIpv4: "10.0.0.0/16" };
const fromAll = { cidrIpv4: "0.0.0.0/0" };

test.each<readonly [title: string, site: Site, https6: string]>([
  ["comes from the balancer where the target has IPv4", overIpv6({}, fromVpc), "ok"],
  [
    "comes from the edge where the target has IPv6",
    overIpv6({ ipAddressType: "ipv6" }, fromAll),
    "522 ranges-not-allowed at backend",
  ],
  ["comes from one of the two where nobody knows", overIpv6({ ipAddressType: notKnown }, fromVpc), "unknown"],
  [
    "is not followed into an application balancer",
    siteWith({ alb: { ipAddressType: "dualstack" } }, application([])),
    "unknown",
  ],
])("what a network load balancer hands on of IPv6 visitors %s", (_title, site, https6) => {
  for (const mode of modes) expect([mode, seen(site, mode).https6]).toEqual([mode, https6]);
});

test("says what is not followed, and whether it is certain that it is converted", () => {
  const said = (["ipv4", notKnown] as const).map((ipAddressType) => {
    const site = siteWith({ alb: { ipAddressType: "dualstack" }, targets: { ipAddressType } }, application([]));
    return reach(graphOf(site), { edgeRanges }).rows.at(-1)?.doubt?.why;
  });
  const end = 'what comes over IPv6, and what load balancer "web" makes of that is not followed';
  expect(said).toEqual([`load balancer "alb" converts ${end}`, `load balancer "alb" may convert ${end}`]);
});

describe.each(modes)("behind a network load balancer, on a %s,", (mode) => {
  test.each(networks)("%s", (_title, site, outcome) => {
    expect(seen(site, mode)).toEqual(https(outcome));
  });
});

const overTls: Properties = { instancePort: 8080, instanceProtocol: "http", lbPort: 443, lbProtocol: "https" };

const classics: readonly Case[] = [
  ["reaches its instances", classic(certified), "ok"],
  ["refuses a port without a listener", classic({ ...certified, lbPort: 8443 }), "521/522 nothing-listens at listener"],
  ["fails the handshake with a plain listener", classic({ lbProtocol: "http" }), "525 tls-not-spoken at tls"],
  [
    "shows the certificate of its listener",
    siteWith({ certificate: { domainName: "example.org", subjectAlternativeNames: [] } }, classic(certified)),
    "526 certificate-name at certificate",
  ],
  [
    "ends the connection in vain where it hands bytes on to instances that do not let it in",
    siteWith({ "inner-8080": null }, classic({ ...certified, lbProtocol: "ssl", instanceProtocol: "tcp" })),
    "520 targets-not-admitted at backend",
  ],
  ["ends TLS with a listener of protocol SSL, too", classic({ ...certified, lbProtocol: "ssl" }), "ok"],
  [
    "leaves TLS to its instances with a TCP listener",
    classic({ lbProtocol: "tcp", instanceProtocol: "tcp" }),
    "unknown",
  ],
  [
    "cannot be reached where it is internal",
    classic(certified, { internal: true }),
    "1002/522 origin-not-public at resolve",
  ],
  [
    "answers for instances that serve another port",
    siteWith({ server: { tags: { "no521:listens": "9090/http" } } }, classic(certified)),
    "503/502 target-port-closed at backend",
  ],
  [
    "answers for instances that serve TLS where it speaks plain HTTP",
    siteWith({ server: { tags: { "no521:listens": "8080/https" } } }, classic(certified)),
    "503/502 target-port-closed at backend",
  ],
  [
    "reaches instances that serve what it speaks",
    siteWith({ server: { tags: { "no521:listens": "8080/http" } } }, classic(certified)),
    "ok",
  ],
  [
    "answers for instances that do not let it in",
    siteWith({ "inner-8080": null }, classic(certified)),
    "503/504 targets-not-admitted at backend",
  ],
];

describe.each(modes)("a classic load balancer, on a %s,", (mode) => {
  test.each(classics)("%s", (_title, site, outcome) => {
    expect(seen(site, mode)).toEqual(https(outcome));
  });
});

test("a classic load balancer may have the right certificate beside one that is known", () => {
  const open: Properties = { ...overTls, lbPort: 8443, sslCertificateId: notKnown };
  const site = siteWith(
    { certificate: { domainName: "example.org", subjectAlternativeNames: [] } },
    classic({}, { listeners: [{ ...overTls, ...certified }, open] }),
  );
  expect(seen(site, "state")).toEqual(https("unknown"));
});

const addresses: readonly Case[] = [
  [
    "an interface with its own groups is reached",
    addressed({ face, eip: { type: types.eip, inputs: { networkInterface: ref("face") } } }),
    "ok",
  ],
  [
    "an interface whose groups lack a range is not",
    addressed({
      face,
      held: {
        type: types.eipAssociation,
        inputs: { allocationId: ref("eip.allocationId"), networkInterfaceId: ref("face") },
      },
      "group-443-172.64.0.0/13": null,
    }),
    "522 some ranges-not-allowed at security-group",
  ],
  [
    "an instance is guarded by the groups of the interface that it is launched with",
    addressed({
      face: { type: types.networkInterface, inputs: { subnetId: ref("a"), securityGroups: [ref("group")] } },
      server: {
        type: types.instance,
        inputs: {
          primaryNetworkInterface: { networkInterfaceId: ref("face") },
          tags: tagged,
          userData: ref("issued.certificate"),
        },
      },
      eip: { type: types.eip, inputs: { instance: ref("server") } },
    }),
    "ok",
  ],
  [
    "the address of a NAT gateway serves nobody",
    addressed({
      nat: { type: types.natGateway, inputs: { subnetId: ref("a"), allocationId: ref("eip.allocationId") } },
    }),
    "522 origin-not-public at resolve",
  ],
  ["an address that nothing holds is not known", addressed({}), "unknown"],
];

describe.each(modes)("an elastic address, on a %s:", (mode) => {
  test.each(addresses)("%s", (_title, site, outcome) => {
    expect(seen(site, mode)).toEqual(https(outcome));
  });
});

const accelerators: readonly Case[] = [
  ["reaches an internal balancer", accelerated(), "ok"],
  [
    "keeps the edge's addresses, which the balancer has to admit",
    accelerated({ "group-443-172.64.0.0/13": null }),
    "522 some ranges-not-allowed at security-group",
  ],
  [
    "refuses a port that no listener has",
    accelerated({ "fast-tls": { portRanges: [{ fromPort: 80, toPort: 80 }] } }),
    "521/522 nothing-listens at listener",
  ],
  [
    "hands on to a balancer that shows its own certificate",
    accelerated({ certificate: { domainName: "example.org", subjectAlternativeNames: [] } }),
    "526 certificate-name at certificate",
  ],
  ["without an endpoint is not known", accelerated({ ends: null }), "unknown"],
  [
    "that hides the edge's addresses from its endpoint is not followed",
    accelerated({
      ends: { endpointConfigurations: [{ endpointId: ref("alb.arn"), clientIpPreservationEnabled: false }] },
    }),
    "unknown",
  ],
  [
    "that asks its endpoint on another port is not followed",
    accelerated({ ends: { portOverrides: [{ listenerPort: 443, endpointPort: 8443 }] } }),
    "unknown",
  ],
  [
    "that listens for UDP alone refuses the edge, which comes by TCP",
    accelerated({ "fast-tls": { protocol: "UDP" } }),
    "521/522 nothing-listens at listener",
  ],
  ["that is disabled takes nothing", accelerated({ fast: { enabled: false } }), "521/522 nothing-listens at listener"],
  ["of which nobody knows whether it is enabled is not known", accelerated({ fast: { enabled: notKnown } }), "unknown"],
];

describe.each(modes)("an accelerator, on a %s,", (mode) => {
  test.each(accelerators)("%s", (_title, site, outcome) => {
    expect(seen(site, mode)).toEqual(https(outcome));
  });
});

describe("a certificate", () => {
  test("may be made out to the name that the record points to", () => {
    const site = siteWith({
      alb: { ipAddressType: "ipv4" },
      certificate: { domainName: "origin.example.com", subjectAlternativeNames: [] },
      www: { content: "origin.example.com" },
      origin: {
        type: types.dnsRecord,
        inputs: {
          zoneId: ref("zone"),
          name: "origin.example.com",
          type: "CNAME",
          content: ref("alb.dnsName"),
          ttl: 300,
        },
      },
    });
    for (const mode of modes) expect(seen(site, mode)).toEqual(https("ok"));
  });

  test("names what it is made out to once, although the common name is among the alternative ones", () => {
    const twice = { domainName: "other.example.com", subjectAlternativeNames: ["other.example.com"] };
    for (const mode of modes) {
      expect(why(siteWith({ alb: { ipAddressType: "ipv4" }, certificate: twice }), mode)).toBe(
        'Certificate "certificate" is made out to "other.example.com", not to www.example.com.',
      );
    }
  });

  const signed = (more: Properties): Site =>
    siteWith({
      alb: { ipAddressType: "ipv4" },
      request: { type: "tls:index/certRequest:CertRequest", inputs: { dnsNames: ["www.example.com"] } },
      signed: {
        type: "tls:index/locallySignedCert:LocallySignedCert",
        inputs: { certRequestPem: ref("request.certRequestPem") },
      },
      certificate: { type: types.certificate, inputs: { certificateBody: ref("signed.certPem"), ...more } },
    });

  test("of one's own authority is not trusted", () => {
    for (const mode of modes) expect(seen(signed({}), mode)).toEqual(https("526 certificate-untrusted at certificate"));
  });

  test("that a public authority may have signed is not known", () => {
    const site = siteWith({ certificate: { certificateBody: ref("issued.certificatePem") }, issued: acme }, signed({}));
    for (const mode of modes) expect(seen(site, mode)).toEqual(https("unknown"));
  });

  const acme: Spec = {
    type: "acme:index/certificate:Certificate",
    inputs: { certificateRequestPem: ref("request.certRequestPem") },
  };
});
