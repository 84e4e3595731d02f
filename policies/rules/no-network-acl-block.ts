import { outagesOf } from "../../src/findings/outages";
import { types } from "../../src/graph/types";
import type { Inputs } from "../example";
import { definePolicy } from "../policy";
import { output, resource } from "../sites";

const all: Inputs = { protocol: "-1", fromPort: 0, toPort: 0, action: "allow" };

/** A network ACL on both subnets whose replies may leave by these ports. */
function acl(replies: Inputs) {
  return resource(types.networkAcl, {
    vpcId: output("vpc", "id"),
    subnetIds: [output("subnet", "id"), output("otherSubnet", "id")],
    ingress: [
      { ...all, ruleNo: 100, cidrBlock: "0.0.0.0/0" },
      { ...all, ruleNo: 110, ipv6CidrBlock: "::/0" },
    ],
    egress: [
      { ...all, ...replies, ruleNo: 100, cidrBlock: "0.0.0.0/0" },
      { ...all, ...replies, ruleNo: 110, ipv6CidrBlock: "::/0" },
    ],
  });
}

export default definePolicy({
  id: "no-network-acl-block",
  summary: "Disallow network ACLs that stop the edge's requests or the origin's replies",
  cause: "network-acl-blocks",
  kind: "outage",
  severity: "error",
  codes: [522],
  appliesTo: [types.networkAcl, types.defaultNetworkAcl],
  docs: {
    why: [
      "A network ACL keeps no state: the way in needs the dialled port, and the way back needs the ephemeral ports 1024–65535 outward.",
      "Its entries are read in the order of their numbers, the first that matches decides, and what none matches is dropped, which the edge sees as error 522.",
      "The default quota of 20 entries for each direction does not hold Cloudflare's ranges on two ports, so filter in security groups instead.",
    ].join(" "),
    unknownWhen: "The ACL or one of its entries belongs to another program, or is not known until deployment.",
    whenNotToUse: "Another network path, which the model does not know, carries the replies.",
    sources: [
      "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html",
      "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
    ],
  },
  examples: {
    good: [
      { title: "that leaves the VPC's default network ACL as it is" },
      {
        title: "whose network ACL lets replies out by the ephemeral ports",
        add: { acl: acl({ protocol: "tcp", fromPort: 1024, toPort: 65535 }) },
      },
    ],
    bad: [
      {
        title: "whose network ACL lets replies out by port 443 alone",
        add: { acl: acl({ protocol: "tcp", fromPort: 443, toPort: 443 }) },
      },
    ],
  },
  check({ reach }) {
    return outagesOf(reach, "network-acl-blocks");
  },
});
