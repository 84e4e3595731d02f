import { describe, expect, test } from "vitest";
import { types } from "../../src/graph/types";
import { notKnown, type Properties, type Value } from "../../src/graph/value";
import { fleet, ipv4Site, network, tagged } from "./origin-sites";
import { https, seen } from "./seen";
import { acl, modes, ref, type Site, type Spec, siteWith } from "./site";

const subnet = (cidrBlock: string, availabilityZone: Value): Spec => ({
  type: types.subnet,
  inputs: { vpcId: ref("vpc"), cidrBlock, availabilityZone },
});
/** A balancer in the zones a and b, and a subnet of another zone beside its own. */
const zoned = (changes: Readonly<Record<string, Spec | Properties | null>>, from: Site, third: Value = "eu-west-1c") =>
  siteWith(changes, {
    ...from,
    a: subnet("10.0.1.0/24", "eu-west-1a"),
    b: subnet("10.0.2.0/24", "eu-west-1b"),
    c: subnet("10.0.3.0/24", third),
  });
const inC: Readonly<Record<string, Properties>> = { server: { subnetId: ref("c") } };
const another: Readonly<Record<string, Spec>> = {
  second: { type: types.instance, inputs: { subnetId: ref("b"), vpcSecurityGroupIds: [ref("inner")] } },
  secondAttachment: {
    type: types.targetGroupAttachment,
    inputs: { targetGroupArn: ref("targets.arn"), targetId: ref("second") },
  },
};
const inA: Spec = {
  type: types.instance,
  inputs: {
    subnetId: ref("a"),
    vpcSecurityGroupIds: [ref("inner")],
    tags: tagged,
    userData: ref("issued.certificate"),
  },
};
const inA8443: Spec = { ...inA, inputs: { ...inA.inputs, tags: { "no521:listens": "8443/https" } } };
/** A second listener, whose only target stands in the other zone. */
const halved: Readonly<Record<string, Spec>> = {
  second: inA,
  others: { type: types.targetGroup, inputs: { vpcId: ref("vpc"), port: 8443, protocol: "TCP" } },
  othersAttachment: {
    type: types.targetGroupAttachment,
    inputs: { targetGroupArn: ref("others.arn"), targetId: ref("second") },
  },
  further: {
    type: types.listener,
    inputs: {
      loadBalancerArn: ref("alb.arn"),
      port: 8443,
      protocol: "TCP",
      defaultActions: [{ type: "forward", targetGroupArn: ref("others.arn") }],
    },
  },
};
const together: Spec = {
  type: types.targetGroupAttachment,
  inputs: { targetGroupArn: ref("others.arn"), targetId: ref("server") },
};
/** ACLs that let in nothing but port 443. */
const everything = { ruleNo: 100, action: "allow", protocol: "-1", fromPort: 0, toPort: 0, cidrBlock: "0.0.0.0/0" };
const walls = acl(["a", "b"], [{ ...everything, protocol: "tcp", fromPort: 443, toPort: 443 }], [everything]);
const behind8443: Readonly<Record<string, Properties>> = {
  targets: { port: 8443 },
  "group-out": { fromPort: 8443, toPort: 8443 },
  "inner-8080": { fromPort: 8443, toPort: 8443 },
  server: { tags: { "no521:listens": "8443/https" } },
};

const cases: readonly (readonly [title: string, site: Site, outcome: string])[] = [
  ["a target in one of the balancer's zones serves", zoned({}, ipv4Site), "ok"],
  ["a target in another zone gets no requests", zoned(inC, ipv4Site), "503 no-targets at backend"],
  ["a target in another zone is not missed where one is in use", zoned({ ...inC, ...another }, ipv4Site), "ok"],
  ["a target in another subnet of the same zone serves", zoned(inC, ipv4Site, "eu-west-1a"), "ok"],
  ["a target of which nobody knows the zone may serve", zoned(inC, ipv4Site, notKnown), "ok"],
  [
    "a target may serve where nobody knows a zone of the balancer",
    zoned({ ...inC, b: { availabilityZone: null } }, ipv4Site),
    "ok",
  ],
  ["a network balancer sends nothing there either", zoned(inC, network()), "522/521 no-targets at backend"],
  [
    "nobody comes to a subnet of a network balancer in whose zone it has no target",
    zoned({ "table-a": null }, network()),
    "ok",
  ],
  [
    "some come there where it balances across zones",
    zoned({ "table-a": null, alb: { enableCrossZoneLoadBalancing: true } }, network()),
    "522 some origin-not-public at route",
  ],
  [
    "some come there where nobody knows in which zone a target stands",
    zoned({ "table-a": null, attachment: { targetId: "i-0123456789abcdef0" } }, network()),
    "522 some origin-not-public at route",
  ],
  [
    "some come there where there is a target",
    zoned({ "table-a": null, ...another, second: inA }, network()),
    "522 some origin-not-public at route",
  ],
  [
    "everybody comes to all of its subnets where no zone has targets of all groups",
    zoned({ "table-a": null, ...halved }, network()),
    "522 some origin-not-public at route",
  ],
  [
    "nobody comes to a zone that has the targets of one group alone",
    zoned({ "table-a": null, ...halved, together }, network()),
    "ok",
  ],
  [
    "what goes from a network balancer to a target in its subnet meets no ACL there",
    zoned({ walls, ...behind8443 }, network()),
    "ok",
  ],
  [
    "nor is a target asked from another zone than its own",
    zoned({ walls, ...behind8443, ...another, second: inA8443 }, network()),
    "ok",
  ],
  [
    "a target is asked from other zones by a balancer across zones, and may not be reached from there",
    zoned(
      { walls, ...behind8443, ...another, second: inA8443, alb: { enableCrossZoneLoadBalancing: true } },
      network(),
    ),
    "unknown",
  ],
  [
    "a fleet that runs nowhere else gets no requests",
    zoned({}, fleet({ vpcZoneIdentifiers: [ref("c")] })),
    "503 no-targets at backend",
  ],
  [
    "a fleet that runs in one of the balancer's zones too serves",
    zoned({}, fleet({ vpcZoneIdentifiers: [ref("c"), ref("b")] })),
    "ok",
  ],
];

describe.each(modes)("on a %s", (mode) => {
  test.each(cases)("%s", (_title, site, outcome) => {
    expect(seen(site, mode)).toEqual(https(outcome));
  });
});
