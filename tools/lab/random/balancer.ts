import type { Input, Inputs, Piece, Site } from "../../../policies/example";
import { output, resource } from "../../../policies/sites";
import { types } from "../../../src/graph/types";
import { behindOf, serversOf } from "./behind";
import { certificateOf } from "./certificate";
import { groupOf } from "./groups";
import type { RandomAction, RandomHost } from "./site";

type RandomBalancer = Extract<RandomHost, { kind: "balancer" }>;

/** Writes a site behind a load balancer. */
export function balancerOf(host: RandomBalancer, index: number): Site {
  const id = (name: string) => `${name}${index}`;
  const { groups, site } = groupOf(host.group, id("door"), host.behind.egress);
  const arn = output(id("balancer"), "arn");
  const subnets = subnetsOf(host);
  const { https, http } = host;
  const actions = (chosen: RandomAction) => [actionOf(chosen, id("targets"))];
  if (host.classic)
    return { ...site, ...classicOf(host, groups, subnets, id), [id("record")]: recordOf(host.name, id) };
  return {
    ...site,
    ...behindOf(host, groups, id),
    [id("balancer")]: resource(types.loadBalancer, {
      loadBalancerType: "application",
      internal: false,
      ipAddressType: host.dualstack ? "dualstack" : "ipv4",
      securityGroups: groups,
      subnets,
    }),
    ...(https !== null && {
      ...certificateOf(https.certificate, host.name, id),
      [id("https")]: resource(types.listener, {
        loadBalancerArn: arn,
        port: https.port,
        ...{ protocol: "HTTPS", certificateArn: output(id("certificate"), "arn") },
        ...(https.demands && {
          mutualAuthentication: {
            mode: "verify",
            trustStoreArn: "arn:aws:elasticloadbalancing:us-east-1:000000000000:truststore/pulls/0a1b2c3d4e5f6071",
          },
        }),
        defaultActions: actions(elsewhere(https.action, "to-https", "to-http")),
      }),
    }),
    ...(http !== null &&
      https?.port !== 80 && {
        [id("http")]: resource(types.listener, {
          loadBalancerArn: arn,
          port: 80,
          protocol: "HTTP",
          defaultActions:
            http === "by-host"
              ? [{ type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "404" } }]
              : actions(elsewhere(http, "to-http", "to-https")),
        }),
        ...(http === "by-host" && {
          [id("rule")]: resource(types.listenerRule, {
            listenerArn: output(id("http"), "arn"),
            priority: 10,
            conditions: [{ hostHeader: { values: ["api.example.com", "*.example.net"] } }],
            actions: actions("forward"),
          }),
        }),
      }),
    [id("record")]: recordOf(host.name, id),
  };
}

/** The subnets of a balancer: one, or both. */
export function subnetsOf({ bothSubnets }: Pick<RandomBalancer, "bothSubnets">): readonly Input[] {
  return (bothSubnets ? ["subnet0", "subnet1"] : ["subnet0"]).map((name) => output(name, "id"));
}

/** The record that leads to a balancer. */
export function recordOf(name: string, id: (name: string) => string): Piece {
  return resource(types.dnsRecord, {
    zoneId: output("zone", "id"),
    name,
    type: "CNAME",
    content: output(id("balancer"), "dnsName"),
    proxied: true,
    ttl: 1,
  });
}

/** A balancer of the first generation, which has its listeners and its instances in itself. */
function classicOf(
  { https, http, behind, name }: RandomBalancer,
  groups: readonly Input[],
  subnets: readonly Input[],
  id: (name: string) => string,
): Site {
  const instance = { instancePort: behind.groupPort, instanceProtocol: behind.groupTls ? "https" : "http" };
  const secure =
    https === null
      ? []
      : [{ lbPort: https.port, lbProtocol: "https", sslCertificateId: output(id("certificate"), "arn"), ...instance }];
  const plain = http === null || https?.port === 80 ? [] : [{ lbPort: 80, lbProtocol: "http", ...instance }];
  const { servers, site } = serversOf(behind, groups, id);
  return {
    ...(https !== null && certificateOf(https.certificate, name, id)),
    ...site,
    [id("balancer")]: resource(types.classicBalancer, {
      subnets,
      securityGroups: groups,
      listeners: [...secure, ...plain],
      instances: servers.map((server) => output(server, "id")),
    }),
  };
}

/** AWS refuses a redirect of a listener to itself; what is by host is so on port 80 alone. */
function elsewhere(chosen: RandomAction, itself: RandomAction, other: RandomAction): RandomAction {
  if (chosen === "by-host") return "forward";
  return chosen === itself ? other : chosen;
}

function actionOf(chosen: RandomAction, group_: string): Inputs {
  switch (chosen) {
    case "to-https":
      return { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } };
    case "to-http":
      return { type: "redirect", redirect: { protocol: "HTTP", port: "80", statusCode: "HTTP_302" } };
    case "to-elsewhere":
      return { type: "redirect", redirect: { host: "www.example.org", statusCode: "HTTP_301" } };
    case "fixed-200":
      return { type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "200" } };
    case "forward":
    case "by-host":
      return { type: "forward", targetGroupArn: output(group_, "arn") };
  }
}
