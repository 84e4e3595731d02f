import { types } from "../../../src/graph/types";
import { asList, isInputs } from "../inputs";
import { type Harmless, having } from "../mutation";
import { type Inputs, outputOf, register, type Step } from "../plant";
import { inline, instead } from "./firewall-steps";
import { harmlessForms } from "./harmless-forms";

const everywhere = () => true;

/** Changes that no visitor notices. */
export const harmlessChanges: readonly Harmless[] = [
  {
    id: "tags",
    title: "tagged everything in the network",
    fits: having("network"),
    steps: [types.vpc, types.subnet, types.securityGroup, types.loadBalancer, types.instance].map((type) =>
      changing(type, (inputs) => ({ ...inputs, tags: { ...block(inputs.tags), team: "web" } })),
    ),
  },
  {
    id: "reordered",
    title: "reordered every list of rules, routes and names",
    fits: everywhere,
    steps: [
      inline((rule) => ({ ...rule, cidrBlocks: asList(rule.cidrBlocks).toReversed() })),
      changing(types.securityGroup, (inputs) => reversed(inputs, "ingress")),
      changing(types.routeTable, (inputs) => reversed(inputs, "routes")),
      changing(types.managedPrefixList, (inputs) => reversed(inputs, "entries")),
      changing(types.certificate, (inputs) => reversed(inputs, "subjectAlternativeNames")),
    ],
  },
  {
    id: "supernets",
    title: "wrote wider networks that cover Cloudflare's",
    fits: having("inline-rules"),
    steps: instead((cidr) => [wider[cidr] ?? cidr]),
  },
  {
    id: "split",
    title: "wrote a range as its two halves",
    fits: having("inline-rules"),
    steps: instead((cidr) => (cidr === "172.64.0.0/13" ? ["172.64.0.0/14", "172.68.0.0/14"] : [cidr])),
  },
  {
    id: "open-to-all",
    title: "opened the site to everybody",
    fits: having("inline-rules"),
    steps: [inline((rule) => ({ ...rule, cidrBlocks: ["0.0.0.0/0"], ipv6CidrBlocks: ["::/0"] }))],
  },
  {
    id: "descriptions",
    title: "described the rules",
    fits: everywhere,
    steps: [
      inline((rule) => ({ ...rule, description: "Cloudflare" })),
      changing(types.ingressRule, (inputs) => ({ ...inputs, description: "Cloudflare" })),
      changing(types.securityGroupRule, (inputs) => ({ ...inputs, description: "Cloudflare" })),
    ],
  },
  {
    id: "another-rule",
    title: "let the office in by ssh",
    fits: having("inline-rules"),
    steps: [inline((rule) => [rule, { protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["203.0.113.0/24"] }])],
  },
  {
    id: "route-to-office",
    title: "routed private networks to the office",
    fits: having("network"),
    steps: [
      changing(types.routeTable, (table) =>
        asList(table.routes).length === 0
          ? table
          : {
              ...table,
              routes: [
                ...asList(table.routes),
                { cidrBlock: "172.16.0.0/12", transitGatewayId: "tgw-0a1b2c3d4e5f60718" },
                { cidrBlock: "192.168.0.0/16", transitGatewayId: "tgw-0a1b2c3d4e5f60718" },
              ],
            },
      ),
    ],
  },
  {
    id: "another-name",
    title: "added names to the certificate",
    fits: having("acm"),
    steps: [
      changing(types.certificate, (inputs) => ({
        ...inputs,
        subjectAlternativeNames: [...asList(inputs.subjectAlternativeNames), "spare.example.com"],
      })),
    ],
  },
  {
    id: "mail-record",
    title: "published records that the edge does not proxy",
    fits: having("named-record"),
    steps: [
      {
        do: "add",
        make: ({ all }) => {
          const zoneId = outputOf(all(types.dnsRecord)[0], "zoneId");
          const common = { zoneId, ttl: 300, proxied: false };
          register(types.dnsRecord, "mail", { ...common, name: "mx.example.com", type: "A", content: "198.51.100.25" });
          register(types.dnsRecord, "vpn", { ...common, name: "vpn.example.com", type: "A", content: "10.0.0.9" });
          register(types.dnsRecord, "text", { ...common, name: "example.com", type: "TXT", content: "v=spf1 -all" });
        },
      },
    ],
  },
  {
    id: "unused-group",
    title: "kept a group that nothing wears",
    fits: having("network"),
    steps: [
      {
        do: "add",
        make: ({ all }) => {
          register(types.securityGroup, "unused", {
            vpcId: outputOf(all(types.vpc)[0], "id"),
            ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["203.0.113.0/24"] }],
          });
        },
      },
    ],
  },
  {
    id: "private-network",
    title: "has a private network beside the site's",
    fits: everywhere,
    steps: [
      {
        do: "add",
        make: () => {
          const vpc = register(types.vpc, "inner", { cidrBlock: "10.99.0.0/16", id: undefined });
          register(types.subnet, "inner", { vpcId: vpc.urn, cidrBlock: "10.99.1.0/24" });
          register(types.routeTable, "inner", { vpcId: vpc.urn, routes: [] });
        },
      },
    ],
  },
  ...harmlessForms,
  {
    id: "renamed",
    title: "renamed every resource",
    fits: everywhere,
    steps: [{ do: "rename", to: (name) => `${name}-2` }],
  },
  {
    id: "moved",
    title: "moved everything into a component",
    fits: everywhere,
    steps: [{ do: "nest", under: "platform:web:Site" }],
  },
];

/** Networks that hold a range of Cloudflare's, and more. */
const wider: Readonly<Record<string, string>> = {
  "104.16.0.0/13": "104.16.0.0/12",
  "104.24.0.0/14": "104.16.0.0/12",
  "162.158.0.0/15": "162.128.0.0/10",
  "2a06:98c0::/29": "2a06:98c0::/28",
};

function changing(type: string, to: (inputs: Inputs) => Inputs): Step {
  return { do: "change", type, to };
}

function reversed(inputs: Inputs, name: string): Inputs {
  return inputs[name] === undefined ? inputs : { ...inputs, [name]: asList(inputs[name]).toReversed() };
}

function block(value: unknown): Inputs {
  return isInputs(value) ? value : {};
}
