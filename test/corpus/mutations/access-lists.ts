import { types } from "../../../src/graph/types";
import { asList } from "../inputs";
import { both, except, having, lacking, type Mutation, only } from "../mutation";
import { type Inputs, outputOf, type Registered } from "../plant";
import { add, change, vpcIdOf } from "./steps";

const filtered = { cause: "network-acl-blocks", codes: [522] } as const;
const fits = both(having("network", "strict"), lacking("acl"), except("own-balancer", "own-instance"));

/** Network ACLs that let too little through; they are judged by number, and keep no state. */
export const accessListMutations: readonly Mutation[] = [
  {
    id: "default-acl-adopted",
    title: "took the default network ACL into the program, which removed its rules",
    ...filtered,
    source: "https://github.com/hashicorp/terraform/pull/6165",
    fits,
    steps: [
      add(({ all, once }) => {
        const defaultNetworkAclId = outputOf(all(types.vpc)[0], "defaultNetworkAclId");
        once(types.defaultNetworkAcl, "default", { defaultNetworkAclId });
      }),
    ],
  },
  {
    id: "acl-without-rules",
    title: "gave the subnets a network ACL and no rules",
    ...filtered,
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html",
    fits,
    steps: [add((program) => guard(program, {}))],
  },
  {
    id: "acl-rules-all-inbound",
    title: "forgot egress: true at the rules for what goes out",
    ...filtered,
    source: "https://www.pulumi.com/registry/packages/aws/api-docs/ec2/networkaclrule/",
    fits,
    steps: [
      add((program) => {
        ruled(program, guard(program, {}), [allow(100, everywhere), allow(110, everywhere)]);
      }),
    ],
  },
  {
    id: "acl-denies-first",
    title: "numbered the rule that denies everybody before those that allow",
    ...filtered,
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html",
    fits: only("inline-balancer"),
    steps: [
      change(types.networkAcl, (acl) => ({
        ...acl,
        ingress: [
          { ruleNo: 90, action: "deny", protocol: "-1", fromPort: 0, toPort: 0, cidrBlock: "0.0.0.0/0" },
          ...asList(acl.ingress),
        ],
      })),
    ],
  },
  {
    id: "acl-rule-denies-range",
    title: "denied 104.16.0.0/13 by a rule resource with a low number",
    ...filtered,
    families: [4],
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html",
    fits,
    steps: [
      add((program) => {
        const acl = guard(program, {});
        ruled(program, acl, [
          { ...allow(50, "104.16.0.0/13"), ruleAction: "deny" },
          allow(100, everywhere),
          { ...allow(100, everywhere), egress: true },
          ...both6(200),
        ]);
      }),
    ],
  },
  {
    id: "acl-for-udp",
    title: "let UDP in alone, as protocol 17",
    ...filtered,
    source: "https://www.iana.org/assignments/protocol-numbers/protocol-numbers.xhtml",
    fits,
    steps: [
      add((program) => {
        ruled(program, guard(program, {}), [
          { ...allow(100, everywhere), protocol: "17", fromPort: 0, toPort: 65535 },
          { ...allow(100, everywhere), egress: true },
        ]);
      }),
    ],
  },
  {
    id: "acl-in-one-zone",
    title: "gave one of two subnets a network ACL without rules",
    ...filtered,
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html",
    fits: both(fits, having("balancer")),
    steps: [
      add((program) => {
        const [, second] = program.all(types.subnet);
        const acl = program.once(types.networkAcl, "guard", { vpcId: vpcIdOf(program), id: undefined });
        program.once(types.networkAclAssociation, "guard", {
          networkAclId: outputOf(acl, "id"),
          subnetId: outputOf(second, "id"),
        });
      }),
    ],
  },
  {
    id: "acl-keeps-answers",
    title: "denied what goes out to 172.64.0.0/13",
    ...filtered,
    families: [4],
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html",
    fits: only("inline-balancer"),
    steps: [
      change(types.networkAcl, (acl) => ({
        ...acl,
        egress: [
          { ruleNo: 50, action: "deny", protocol: "-1", fromPort: 0, toPort: 0, cidrBlock: "172.64.0.0/13" },
          ...asList(acl.egress),
        ],
      })),
    ],
  },
  {
    id: "acl-keeps-ipv6-answers",
    title: "let answers out by IPv6 to port 443 alone",
    ...filtered,
    families: [6],
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/nacl-ephemeral-ports.html",
    fits: only("dualstack"),
    steps: [
      add((program) => {
        const out = { egress: true };
        ruled(program, guard(program, {}), [
          allow(100, everywhere),
          { ...allow(100, everywhere), ...out },
          { ...allow(110, "::/0") },
          { ...allow(110, "::/0"), ...out, protocol: "tcp", fromPort: 443, toPort: 443 },
        ]);
      }),
    ],
  },
];

const everywhere = "0.0.0.0/0";

function both6(ruleNumber: number): readonly Inputs[] {
  return [false, true].map((egress) => ({ ...allow(ruleNumber, "::/0"), egress }));
}

function allow(ruleNumber: number, cidr: string): Inputs {
  const block = cidr.includes(":") ? { ipv6CidrBlock: cidr } : { cidrBlock: cidr };
  return { ruleNumber, ruleAction: "allow", egress: false, protocol: "-1", fromPort: 0, toPort: 0, ...block };
}

/** A network ACL for all subnets. */
function guard(program: Registered, inputs: Inputs): ReturnType<Registered["once"]> {
  return program.once(types.networkAcl, "guard", {
    ...{ vpcId: vpcIdOf(program), id: undefined },
    subnetIds: program.all(types.subnet).map((subnet) => outputOf(subnet, "id")),
    ...inputs,
  });
}

function ruled({ once }: Registered, acl: ReturnType<Registered["once"]>, rules: readonly Inputs[]): void {
  const networkAclId = outputOf(acl, "id");
  rules.forEach((rule, index) => {
    once(types.networkAclRule, `guard-${index}`, { networkAclId, ...rule });
  });
}
