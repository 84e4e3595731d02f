import type { Archetype } from "../archetype";
import { both, having, type Mutation } from "../mutation";
import { cloudflareIpv4 } from "../programs/edge";
import { admitting, inline, instead, without } from "./firewall-steps";

/** Programs that list Cloudflare's ranges in a form that the steps know, and whose SSL mode is known. */
function isFirewalled({ traits, id }: Archetype): boolean {
  const kinds = ["inline-rules", "separate-rules", "legacy-rules", "prefix-list"] as const;
  return (
    (kinds.some((kind) => traits.includes(kind)) || id === "open-network-balancer" || id === "origin-port") &&
    id !== "existing-zone"
  );
}

const twoFamilies = both(isFirewalled, having("dualstack"));

const mutations: readonly Omit<Mutation, "cause" | "codes">[] = [
  {
    id: "list-of-2020",
    title: "pasted a list from before 104.16.0.0/12 was split",
    source: "https://github.com/cloudflare/terraform-provider-cloudflare/issues/1020",
    fits: isFirewalled,
    families: [4],
    steps: without((cidr) => cidr === "104.24.0.0/14"),
  },
  {
    id: "one-range-lost",
    title: "lost one range in a merge",
    source: "https://github.com/hashicorp/terraform-provider-aws/issues/540",
    fits: isFirewalled,
    families: [4],
    steps: without((cidr) => cidr === "172.64.0.0/13"),
  },
  {
    id: "list-cut-short",
    title: "cut the list at the quota of rules",
    source: "https://github.com/aws-samples/aws-cloudfront-samples/issues/11",
    fits: isFirewalled,
    families: [4],
    steps: without((cidr) => cloudflareIpv4.indexOf(cidr) >= 10),
  },
  {
    id: "half-a-range",
    title: "typed a longer prefix than Cloudflare's",
    source: "https://developers.cloudflare.com/fundamentals/concepts/cloudflare-ip-addresses/",
    fits: isFirewalled,
    families: [4],
    steps: instead((cidr) => [cidr === "162.158.0.0/15" ? "162.158.0.0/16" : cidr]),
  },
  {
    id: "list-empty",
    title: "applied the empty list that the provider's function returned during an outage",
    source: "https://github.com/cloudflare/terraform-provider-cloudflare/issues/2894",
    fits: isFirewalled,
    steps: without(() => true),
  },
  {
    id: "office-alone",
    title: "left only the office in after a test",
    source:
      "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-522/",
    fits: both(isFirewalled, having("inline-rules")),
    steps: [inline(({ ipv6CidrBlocks: _, ...rule }) => ({ ...rule, cidrBlocks: ["203.0.113.0/24"] }))],
  },
  {
    id: "another-port",
    title: "opened another port than the one that the edge dials",
    source: "https://github.com/aws-samples/eks-workshop-v2/issues/1161",
    fits: isFirewalled,
    steps: admitting({ from: 4430, to: 4430, protocol: "tcp" }),
  },
  {
    id: "another-protocol",
    title: "opened the port for UDP alone",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    fits: isFirewalled,
    steps: admitting({ from: 1, to: 65535, protocol: "udp" }),
  },
  {
    id: "no-ipv6",
    title: "left Cloudflare's IPv6 ranges out of a dualstack origin",
    source: "https://github.com/konklone/oversight.garden/pull/197",
    fits: twoFamilies,
    families: [6],
    steps: without((cidr) => cidr.includes(":")),
  },
  {
    id: "old-ipv6",
    title: "kept an IPv6 list from before two ranges were added",
    source: "https://github.com/cloudflare/mod_cloudflare/pull/21",
    fits: twoFamilies,
    families: [6],
    steps: without((cidr) => ["2c0f:f248::/32", "2a06:98c0::/29"].includes(cidr)),
  },
  {
    id: "no-ipv4",
    title: "left only the IPv6 ranges in",
    source: "https://developers.cloudflare.com/fundamentals/concepts/cloudflare-ip-addresses/",
    fits: twoFamilies,
    families: [4],
    steps: without((cidr) => !cidr.includes(":")),
  },
  {
    id: "rules-for-ipv6-half",
    title: "typed a longer IPv6 prefix than Cloudflare's",
    source: "https://developers.cloudflare.com/fundamentals/concepts/cloudflare-ip-addresses/",
    fits: twoFamilies,
    families: [6],
    steps: instead((cidr) => [cidr === "2606:4700::/32" ? "2606:4700::/44" : cidr]),
  },
];

/** All of them shut some of the edge out, silently: a group drops what it does not know. */
export const firewallMutations: readonly Mutation[] = mutations.map((mutation) => ({
  ...mutation,
  cause: "ranges-not-allowed",
  codes: [522],
}));
