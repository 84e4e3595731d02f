import { describe, expect, test } from "vitest";
import { types } from "../../src/graph/types";
import { notKnown, type Properties } from "../../src/graph/value";
import { reach } from "../../src/reach/reach";
import {
  edgeRanges,
  graphOf,
  ipv4,
  ipv6,
  type Mode,
  modes,
  noRules,
  ref,
  rules,
  type Site,
  type Spec,
  siteWith,
} from "./site";

/** What visitors of https and of http see over IPv4 and IPv6, in the words of a person. */
function seen(site: Site, mode: Mode): Readonly<Record<string, string>> {
  const rows = reach(graphOf(site, mode), { edgeRanges }).rows;
  return Object.fromEntries(
    rows.map((row) => {
      const share = row.reaches === "some" ? " some" : "";
      const failed = `${row.codes.join("/")}${share} ${row.failure?.cause} at ${row.failure?.hop}`;
      return [`${row.visitor.scheme}${row.family}`, row.outcome === "fails" ? failed : row.outcome];
    }),
  );
}

const fine = { http4: "redirected", http6: "redirected", https4: "ok", https6: "ok" };
const ownAcl = (egress: readonly Properties[]): Spec => ({
  type: types.networkAcl,
  inputs: {
    vpcId: ref("vpc"),
    subnetIds: [ref("a")],
    ingress: [
      { ruleNo: 100, action: "allow", protocol: "tcp", cidrBlock: "0.0.0.0/0", fromPort: 443, toPort: 443 },
      { ruleNo: 110, action: "allow", protocol: "tcp", cidrBlock: "10.0.0.0/16", fromPort: 1024, toPort: 65535 },
    ],
    egress,
  },
});
const allowOut: Properties = {
  ruleNo: 100,
  action: "allow",
  protocol: "tcp",
  cidrBlock: "0.0.0.0/0",
  fromPort: 1024,
  toPort: 65535,
};
const redirectToHttps: Properties = {
  type: "redirect",
  redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" },
};
const plainListener: Spec = {
  type: types.listener,
  inputs: { loadBalancerArn: ref("alb.arn"), port: 80, protocol: "HTTP", defaultActions: [redirectToHttps] },
};

type Case = readonly [title: string, site: Site, seen: Readonly<Record<string, string>>];

const cases: readonly Case[] = [
  [
    "a group that lacks one IPv4 range drops part of the visitors",
    siteWith({ "group-443-172.64.0.0/13": null }),
    { ...fine, https4: "522 some ranges-not-allowed at security-group" },
  ],
  [
    "a group without IPv6 rules drops all IPv6 dials of a dualstack balancer",
    siteWith(noRules("group", 443, ipv6)),
    { ...fine, https6: "522 ranges-not-allowed at security-group" },
  ],
  [
    "a listener that names no protocol speaks plain HTTP, as the provider's default is",
    siteWith({ listener: { protocol: null } }),
    { ...fine, https4: "525 tls-not-spoken at tls", https6: "525 tls-not-spoken at tls" },
  ],
  [
    "a listener that names no protocol is not known on a balancer whose kind is not",
    siteWith({ listener: { protocol: null }, alb: { loadBalancerType: notKnown } }),
    { ...fine, https4: "unknown", https6: "unknown" },
  ],
  [
    "a listener on 80 that names no protocol answers plain HTTP visitors",
    siteWith({
      https: null,
      ssl: { value: "flexible" },
      listener: { protocol: null, certificateArn: null, port: 80 },
      ...noRules("group", 443, edgeRanges),
      ...rules("group", 80, edgeRanges),
    }),
    { http4: "ok", http6: "ok", https4: "ok", https6: "ok" },
  ],
  [
    "a balancer that listens on 80 alone refuses the dials of mode strict",
    siteWith({ listener: { port: 80, protocol: "HTTP", certificateArn: null } }),
    { ...fine, https4: "521/522 nothing-listens at listener", https6: "521/522 nothing-listens at listener" },
  ],
  [
    "http visitors dial a closed port 80 when the edge does not redirect them",
    siteWith({ https: { value: "off" } }),
    { ...fine, http4: "522 http-port-closed at security-group", http6: "522 http-port-closed at security-group" },
  ],
  [
    "a closed port 80 under mode off, which speaks nothing but plain HTTP, is a listener that is missing",
    siteWith({ https: { value: "off" }, ssl: { value: "off" } }),
    {
      ...{ http4: "522 nothing-listens at security-group", http6: "522 nothing-listens at security-group" },
      ...{ https4: "redirected", https6: "redirected" },
    },
  ],
  [
    "a listener that redirects to https serves http visitors when the edge does not",
    siteWith({ https: { value: "off" }, plain: plainListener, ...rules("group", 80, edgeRanges) }),
    { ...fine, http4: "ok", http6: "ok" },
  ],
  [
    "an ACL without the ephemeral way out loses the replies",
    siteWith({ alb: { ipAddressType: "ipv4" }, acl: ownAcl([{ ...allowOut, toPort: 32767 }]) }),
    { http4: "redirected", https4: "522 some network-acl-blocks at network-acl" },
  ],
  [
    "an ACL with the ephemeral way out loses nothing",
    siteWith({ alb: { ipAddressType: "ipv4" }, acl: ownAcl([allowOut]) }),
    { http4: "redirected", https4: "ok" },
  ],
  [
    "an ACL entry that denies a range before the allowing one drops that range",
    siteWith({
      alb: { ipAddressType: "ipv4" },
      acl: ownAcl([{ ...allowOut, ruleNo: 50, action: "deny", cidrBlock: "104.16.0.0/13" }, allowOut]),
    }),
    { http4: "redirected", https4: "522 some network-acl-blocks at network-acl" },
  ],
  [
    "a broad route to a transit gateway swallows the replies to one range",
    siteWith({
      broad: {
        type: types.route,
        inputs: { routeTableId: ref("table"), destinationCidrBlock: "172.0.0.0/8", transitGatewayId: "tgw-1" },
      },
    }),
    { ...fine, https4: "522/523/521 some route-swallows-replies at route" },
  ],
  [
    "a private route of the same kind swallows nothing",
    siteWith({
      broad: {
        type: types.route,
        inputs: { routeTableId: ref("table"), destinationCidrBlock: "172.16.0.0/12", transitGatewayId: "tgw-1" },
      },
    }),
    fine,
  ],
  [
    "a more specific route to the internet gateway rescues the replies",
    siteWith({
      broad: {
        type: types.route,
        inputs: { routeTableId: ref("table"), destinationCidrBlock: "172.0.0.0/8", transitGatewayId: "tgw-1" },
      },
      rescue: {
        type: types.route,
        inputs: { routeTableId: ref("table"), destinationCidrBlock: "172.64.0.0/13", gatewayId: ref("gateway") },
      },
    }),
    fine,
  ],
  [
    "a VPC whose network overlaps a range keeps the replies to it",
    siteWith({ vpc: { cidrBlock: "172.64.0.0/16" } }),
    { ...fine, https4: "522/523/521 some route-swallows-replies at route" },
  ],
  [
    "subnets without a route to the internet are private",
    siteWith({ out4: null }),
    { ...fine, https4: "522 origin-not-public at route" },
  ],
  [
    "subnets whose default route leads to a NAT gateway are private",
    siteWith({ out4: { gatewayId: null, natGatewayId: "nat-1" } }),
    { ...fine, https4: "522 origin-not-public at route" },
  ],
  [
    "a gateway of another network is refused as the target of a route",
    siteWith({ other: { type: types.vpc, inputs: { cidrBlock: "10.9.0.0/16" } }, gateway: { vpcId: ref("other") } }),
    { ...fine, https4: "deploy origin-not-public at route", https6: "deploy origin-not-public at route" },
  ],
  [
    "so is a gateway that is attached to no network",
    siteWith({ gateway: { vpcId: null } }),
    { ...fine, https4: "deploy origin-not-public at route", https6: "deploy origin-not-public at route" },
  ],
  [
    "a gateway may be attached by a resource of its own",
    siteWith({
      gateway: { vpcId: null },
      joined: {
        type: types.internetGatewayAttachment,
        inputs: { internetGatewayId: ref("gateway"), vpcId: ref("vpc") },
      },
    }),
    fine,
  ],
  [
    "a gateway whose network is not part of the program may be the right one",
    siteWith({ gateway: { vpcId: "vpc-0123456789abcdef0" } }),
    fine,
  ],
  [
    "an internal balancer is out of the edge's reach",
    siteWith({ alb: { internal: true } }),
    { ...fine, https4: "1002/522 origin-not-public at resolve", https6: "1002/522 origin-not-public at resolve" },
  ],
  [
    "a private address behind a proxied record is refused at deployment",
    siteWith({ www: { type: "A", content: "10.0.0.5" } }),
    { http4: "redirected", https4: "deploy/1002 prohibited-address at null" },
  ],
  [
    "a private address behind an unproxied record, to which a proxied one leads, fails at run time",
    siteWith({
      www: { content: "inside.example.com" },
      inside: {
        type: types.dnsRecord,
        inputs: { zoneId: ref("zone"), name: "inside.example.com", type: "A", content: "10.0.0.5", proxied: false },
      },
    }),
    { http4: "redirected", https4: "1002 prohibited-address at resolve" },
  ],
  [
    "a certificate for another name fails in mode strict",
    siteWith({ certificate: { domainName: "example.com", subjectAlternativeNames: [] } }),
    { ...fine, https4: "526 certificate-name at certificate", https6: "526 certificate-name at certificate" },
  ],
  [
    "a certificate for another name passes in mode full",
    siteWith({ ssl: { value: "full" }, certificate: { domainName: "example.org", subjectAlternativeNames: [] } }),
    fine,
  ],
  [
    "a wildcard covers one label and no more",
    siteWith({
      www: { name: "a.b.example.com" },
      total: { type: types.totalTls, inputs: { zoneId: ref("zone"), enabled: true } },
    }),
    { ...fine, https4: "526 certificate-name at certificate", https6: "526 certificate-name at certificate" },
  ],
  [
    "a certificate of a private authority is not trusted",
    siteWith({
      certificate: { certificateAuthorityArn: "arn:aws:acm-pca:us-east-1:000000000000:certificate-authority/1" },
    }),
    { ...fine, https4: "526 certificate-untrusted at certificate", https6: "526 certificate-untrusted at certificate" },
  ],
  [
    "a listener that demands a client certificate fails while the edge sends none",
    siteWith({ listener: { mutualAuthentication: { mode: "verify" } } }),
    {
      ...fine,
      https4: "525/520 client-certificate-demanded at client-certificate",
      https6: "525/520 client-certificate-demanded at client-certificate",
    },
  ],
  [
    "a listener that demands a client certificate passes once origin pulls are on",
    siteWith({
      listener: { mutualAuthentication: { mode: "verify" } },
      pulls: { type: types.zoneSetting, inputs: { zoneId: ref("zone"), settingId: "tls_client_auth", value: "on" } },
    }),
    fine,
  ],
  [
    "flexible mode loops with an origin that redirects to https",
    siteWith({ ssl: { value: "flexible" }, plain: plainListener, ...rules("group", 80, edgeRanges) }),
    { ...fine, https4: "loop redirect-loop at backend", https6: "loop redirect-loop at backend" },
  ],
  [
    "mode off loops with always_use_https",
    siteWith({ ssl: { value: "off" } }),
    {
      http4: "loop redirect-loop at edge",
      http6: "loop redirect-loop at edge",
      https4: "loop redirect-loop at edge",
      https6: "loop redirect-loop at edge",
    },
  ],
  [
    "TLS dialled to a plain listener fails the handshake",
    siteWith({ listener: { protocol: "HTTP", certificateArn: null } }),
    { ...fine, https4: "525 tls-not-spoken at tls", https6: "525 tls-not-spoken at tls" },
  ],
  [
    "a listener that redirects to itself is refused",
    siteWith({ listener: { defaultActions: [{ type: "redirect", redirect: { statusCode: "HTTP_301" } }] } }),
    { ...fine, https4: "deploy redirect-loop at backend", https6: "deploy redirect-loop at backend" },
  ],
  ["a record that is not proxied has no row", siteWith({ www: { proxied: false } }), {}],
];

describe.each(modes)("on a %s", (mode) => {
  test.each(cases)("%s", (_title, site, expected) => {
    expect(seen(site, mode)).toEqual(expected);
  });
});

describe("what is not known", () => {
  const unknownHttps = { ...fine, https4: "unknown", https6: "unknown" };
  test.each<Case>([
    [
      "a certificate of another program",
      siteWith({ listener: { certificateArn: "arn:aws:acm:us-east-1:000000000000:certificate/1" } }),
      unknownHttps,
    ],
    ["a subnet of another program", siteWith({ alb: { subnets: ["subnet-1", "subnet-2"] } }), unknownHttps],
    ["a listener port", siteWith({ listener: { port: notKnown } }), unknownHttps],
    ["a mode that nobody declares", siteWith({ ssl: null }), unknownHttps],
    [
      "a target that nobody owns",
      siteWith({ www: { content: "origin.example.net" } }),
      { http4: "redirected", https4: "unknown" },
    ],
  ])("leaves open %s", (_title, site, expected) => {
    expect(seen(site, "state")).toEqual(expected);
  });

  test("an unknown rule may admit what the known ones lack", () => {
    const site = siteWith({ "group-443-172.64.0.0/13": { cidrIpv4: notKnown } });
    expect(seen(site, "state")).toEqual({ ...fine, https4: "unknown" });
  });

  test("an unknown hop before a failing one is named beside the failure", () => {
    const site = siteWith({ alb: { subnets: ["subnet-1"] }, "group-443-172.64.0.0/13": null });
    const row = reach(graphOf(site), { edgeRanges }).rows.find(
      ({ visitor, family }) => visitor.scheme === "https" && family === 4,
    );
    expect([row?.outcome, row?.failure?.hop, row?.doubt?.why]).toEqual([
      "fails",
      "security-group",
      'subnet-1 of load balancer "alb" is not part of this program',
    ]);
  });
});

describe("an instance", () => {
  const instance = (listens: string, hostnames: readonly string[]): Site =>
    siteWith({
      eip: { type: types.eip, inputs: { instance: ref("server") } },
      issued: { type: types.originCaCertificate, inputs: { hostnames } },
      server: {
        type: types.instance,
        inputs: {
          subnetId: ref("a"),
          vpcSecurityGroupIds: [ref("group")],
          userData: ref("issued.certificate"),
          tags: { "no521:listens": listens },
        },
      },
      www: { type: "A", content: ref("eip.publicIp") },
    });

  test.each<Case>([
    [
      "is reached on the port that its tag promises",
      instance("443/https", ["www.example.com"]),
      { http4: "redirected", https4: "ok" },
    ],
    [
      "refuses a port that its tag leaves out",
      instance("80/http", ["www.example.com"]),
      { http4: "redirected", https4: "521 nothing-listens at listener" },
    ],
    [
      "fails the handshake where its tag promises plain HTTP",
      instance("443/http", ["www.example.com"]),
      { http4: "redirected", https4: "525 tls-not-spoken at tls" },
    ],
    [
      "serves the certificate that flows into its user data",
      instance("443/https", ["example.com"]),
      { http4: "redirected", https4: "526 certificate-name at certificate" },
    ],
  ])("%s", (_title, site, expected) => {
    for (const mode of modes) expect(seen(site, mode)).toEqual(expected);
  });

  test("without a tag leaves open what listens on it", () => {
    expect(seen(siteWith({ server: { tags: {} } }, instance("443/https", ["www.example.com"])), "state")).toEqual({
      http4: "redirected",
      https4: "unknown",
    });
  });
});

test("names the ranges that do not get through and the rule to add", () => {
  const site = siteWith({ "group-443-172.64.0.0/13": null, "group-443-131.0.72.0/22": null });
  const row = reach(graphOf(site), { edgeRanges }).rows.find(({ outcome }) => outcome === "fails");
  expect([row?.ranges, row?.failure?.why, row?.failure?.fix]).toEqual([
    ["172.64.0.0/13", "131.0.72.0/22"],
    'Security group "group" has no rule for 172.64.0.0/13, 131.0.72.0/22 on port 443.',
    "Allow 172.64.0.0/13, 131.0.72.0/22 on TCP port 443.",
  ]);
});

test("a range that is missing and a port that nobody listens on fail for everybody, with both codes", () => {
  const site = siteWith({
    listener: { port: 80, protocol: "HTTP", certificateArn: null },
    "group-443-172.64.0.0/13": null,
  });
  const row = reach(graphOf(site), { edgeRanges }).rows.find(
    ({ visitor, family }) => visitor.scheme === "https" && family === 4,
  );
  expect([row?.codes, row?.reaches, row?.ranges, row?.failure?.cause]).toEqual([
    [522, 521],
    "none",
    [],
    "nothing-listens",
  ]);
});

test("a range is admitted by two halves and by a network around it", () => {
  const halves = siteWith({
    "group-443-104.16.0.0/13": null,
    ...rules("group", 443, ["104.16.0.0/14", "104.20.0.0/14"]),
  });
  const around = siteWith({
    ...noRules("group", 443, ipv4),
    ...rules("group", 443, ["0.0.0.0/0"]),
  });
  expect([seen(halves, "state"), seen(around, "state")]).toEqual([fine, fine]);
});
