import { types } from "../../../src/graph/types";
import { asList, isInputs } from "../inputs";
import { type Mutation, only } from "../mutation";
import { type Inputs, outputOf, type Step } from "../plant";
import { add, change, drop, set, setting, zoneIdOf } from "./steps";

/** Programs of which the edge dials something else than a balancer or an instance. */
const at = (id: string, hostname: string) => ({ fits: only(id), hostnames: () => [hostname] });

/** Services of AWS, tunnels and pools behind the edge. */
export const serviceMutations: readonly Mutation[] = [
  {
    id: "alias-forgotten",
    title: "forgot the hostname among the distribution's aliases",
    cause: "host-not-served",
    codes: [525, 403],
    source: "https://github.com/milliHQ/terraform-aws-next-js/issues/165",
    ...at("cloudfront", "media.example.com"),
    families: [4, 6],
    steps: [change(types.distribution, ({ aliases: _, ...distribution }) => distribution)],
  },
  {
    id: "alias-of-apex",
    title: "gave the distribution the domain as its alias and not the hostname",
    cause: "host-not-served",
    codes: [525, 403],
    source: "https://github.com/serverless-components/domain/pull/9",
    ...at("cloudfront", "media.example.com"),
    families: [4, 6],
    steps: [set(types.distribution, { aliases: ["example.com"] })],
  },
  {
    id: "distribution-other-name",
    title: "gave the distribution a certificate that its alias is not on",
    cause: "certificate-name",
    codes: ["deploy"],
    source: "https://github.com/hashicorp/terraform-provider-aws/issues/13828",
    ...at("cloudfront", "media.example.com"),
    families: [4, 6],
    steps: [set(types.certificate, { domainName: "static.example.com" })],
  },
  {
    id: "domain-of-another-api",
    title: "made the custom domain for another name than the record's",
    cause: "host-not-served",
    codes: [403, 525],
    source: "https://github.com/zappa/Zappa/issues/1338",
    ...at("api-gateway", "orders.example.com"),
    families: [4],
    steps: [set(types.httpDomain, { domainName: "api.example.com" })],
  },
  {
    id: "invoke-url",
    title: "pointed the record to the stage's own name, which serves no other host",
    cause: "host-not-served",
    codes: [403, 525],
    source: "https://github.com/Droplr/serverless-api-cloudfront/issues/37",
    ...at("api-gateway", "orders.example.com"),
    families: [4],
    steps: [
      change(types.dnsRecord, (record, _, { all }) => ({
        ...record,
        content: outputOf(all(types.httpApi)[0], "apiEndpoint").apply((url) => String(url).replace("https://", "")),
      })),
    ],
  },
  {
    id: "function-url",
    title: "pointed a record to a function's URL, which serves no other host",
    cause: "host-not-served",
    codes: [403, 525],
    source: "https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html",
    ...at("api-gateway", "hook.example.com"),
    families: [4],
    steps: [
      add((program) => {
        const url = program.once(types.functionUrl, "hook", {
          ...{ functionName: "hook", authorizationType: "NONE", functionUrl: undefined },
        });
        program.once(types.dnsRecord, "hook", {
          ...{ zoneId: zoneIdOf(program), name: "hook.example.com", type: "CNAME", proxied: true, ttl: 1 },
          content: outputOf(url, "functionUrl").apply((text) => String(text).replace(/^https:\/\/|\/$/g, "")),
        });
      }),
    ],
  },
  {
    id: "bucket-of-another-name",
    title: "named the website's bucket otherwise than the hostname",
    cause: "host-not-served",
    codes: [404],
    source: "https://github.com/deliciousbrains/wp-amazon-s3-and-cloudfront/issues/546",
    ...at("s3-website", "docs.example.com"),
    families: [4],
    steps: [set(types.bucket, { bucket: "example-docs" })],
  },
  {
    id: "website-by-tls",
    title: "deleted the rule that lets the edge speak plain HTTP to the website of S3",
    cause: "nothing-listens",
    codes: [522, 521],
    source: "https://github.com/cloudflare/cloudflare-docs/issues/6310",
    ...at("s3-website", "docs.example.com"),
    families: [4],
    steps: [drop(types.ruleset)],
  },
  {
    id: "tunnel-routes-another",
    title: "renamed the hostname and not the tunnel's ingress rule",
    cause: "tunnel-unrouted",
    codes: [404],
    source: "https://github.com/cloudflare/cloudflared/issues/566",
    ...at("tunnel", "desk.example.com"),
    families: [4],
    steps: [ingress(([first, ...rest]) => [{ ...first, hostname: "office.example.com" }, ...rest])],
  },
  {
    id: "tunnel-rule-after-catch-all",
    title: "appended the ingress rule after the one for every hostname",
    cause: "tunnel-unrouted",
    codes: [404],
    source:
      "https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/configure-tunnels/local-management/configuration-file/",
    ...at("tunnel", "desk.example.com"),
    families: [4],
    steps: [ingress((rules) => [...rules.toReversed(), { service: "http_status:404" }])],
  },
  {
    id: "tunnel-ends-with-hostname",
    title: "left out the last ingress rule, which takes every hostname",
    cause: "tunnel-without-catch-all",
    codes: ["deploy"],
    source: "https://github.com/cloudflare/terraform-provider-cloudflare/issues/2327",
    ...at("tunnel", "desk.example.com"),
    families: [4],
    steps: [ingress((rules) => rules.slice(0, 1))],
  },
  {
    id: "tunnel-ends-with-path",
    title: "gave the last ingress rule a path",
    cause: "tunnel-without-catch-all",
    codes: ["deploy"],
    source: "https://github.com/cloudflare/terraform-provider-cloudflare/pull/3327",
    ...at("tunnel", "desk.example.com"),
    families: [4],
    steps: [ingress((rules) => rules.map((rule) => (rule.hostname === undefined ? { ...rule, path: "/.*" } : rule)))],
  },
  {
    id: "tunnel-kept-in",
    title: "ran cloudflared on an instance whose group lets https out alone",
    cause: "tunnel-egress-closed",
    codes: [530, 1033],
    source: "https://github.com/cloudflare/cloudflared/issues/840",
    ...at("tunnel", "desk.example.com"),
    families: [4],
    steps: [
      add(({ once }) => {
        const out = { protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] };
        const group = once(types.securityGroup, "desk", { egress: [out] });
        once(types.instance, "desk", {
          ami: "ami-0123456789abcdef0",
          instanceType: "t3.small",
          vpcSecurityGroupIds: [outputOf(group, "id")],
          userData: '#!/bin/sh\ncloudflared service install "$(cat /etc/tunnel-token)"',
        });
      }),
    ],
  },
  {
    id: "pool-names-proxied-record",
    title: "named a proxied hostname as the pool's origin",
    cause: "pool-origin-proxied",
    codes: [1000],
    source: "https://github.com/cloudflare/cloudflare-docs/pull/22537",
    ...at("edge-balancer", "play.example.com"),
    families: [4],
    steps: [
      origins(() => ({ address: "east.example.com" })),
      add((program) => {
        program.once(types.dnsRecord, "east", {
          ...{ zoneId: zoneIdOf(program), name: "east.example.com", type: "A", proxied: true, ttl: 1 },
          content: outputOf(program.all(types.eip)[0], "publicIp"),
        });
      }),
    ],
  },
  {
    id: "pool-has-private-address",
    title: "gave the pool the private addresses of the servers",
    cause: "prohibited-address",
    codes: [1002],
    source: "https://developers.cloudflare.com/load-balancing/private-network/",
    ...at("edge-balancer", "play.example.com"),
    families: [4],
    steps: [origins((_, index) => ({ address: `10.30.0.${index + 10}` }))],
  },
  {
    id: "pool-has-closed-port",
    title: "gave the pool's origins a port that the firewall closes",
    cause: "ranges-not-allowed",
    codes: [522],
    source: "https://developers.cloudflare.com/load-balancing/understand-basics/load-balancing-components/",
    ...at("edge-balancer", "play.example.com"),
    families: [4],
    steps: [origins(() => ({ port: 8443 }))],
  },
  {
    id: "spare-is-closed",
    title: "put the pool's second origin into a group that lets nobody in, while the first stands in for it",
    cause: "pool-origin-unreachable",
    codes: [],
    source: "https://developers.cloudflare.com/load-balancing/understand-basics/health-details/",
    fits: only("edge-balancer"),
    steps: [
      setting("ssl", "full"),
      set(types.instance, { tags: { "no521:listens": "443/https" } }),
      change(types.instance, (instance, name, { all, once }) =>
        name === "play-1"
          ? {
              ...instance,
              vpcSecurityGroupIds: [
                outputOf(
                  once(types.securityGroup, "office", { vpcId: outputOf(all(types.vpc)[0], "id"), id: undefined }),
                  "id",
                ),
              ],
            }
          : undefined,
      ),
    ],
  },
];

/** Rewrites the ingress rules of the tunnel. */
function ingress(rewrite: (rules: readonly Inputs[]) => readonly Inputs[]): Step {
  return change(types.tunnelConfig, ({ config, ...inputs }) => {
    const rules = isInputs(config) ? asList(config.ingresses).filter(isInputs) : [];
    return { ...inputs, config: { ...(isInputs(config) ? config : {}), ingresses: rewrite(rules) } };
  });
}

/** Rewrites the origins of the pool. */
function origins(rewrite: (origin: Inputs, index: number) => Inputs): Step {
  return change(types.edgePool, (pool) => ({
    ...pool,
    origins: asList(pool.origins)
      .filter(isInputs)
      .map((origin, index) => ({ ...origin, ...rewrite(origin, index) })),
  }));
}
