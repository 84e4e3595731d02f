import { types } from "../src/graph/types";
import type { Inputs, Site } from "./example";
import { output, resource } from "./sites";

const accountId = "0123456789abcdef0123456789abcdef";

/** The ingress rule of the example's hostname. */
export const appIngress: Inputs = { hostname: "app.example.com", service: "http://localhost:8080" };

/** The rule for every other hostname. */
export const catchAll: Inputs = { service: "http_status:404" };

/** A tunnel to the site's server, and a record of app.example.com that leads through it. */
export function tunnelled(ingresses: readonly Inputs[], proxied = true): Site {
  return {
    tunnel: resource(types.tunnel, { accountId, name: "site", configSrc: "cloudflare" }),
    ingress: resource(types.tunnelConfig, { accountId, tunnelId: output("tunnel", "id"), config: { ingresses } }),
    tunnelled: resource(types.dnsRecord, {
      zoneId: output("zone", "id"),
      name: "app.example.com",
      type: "CNAME",
      content: { ...output("tunnel", "id"), suffix: ".cfargotunnel.com" },
      proxied,
      ttl: 1,
    }),
  };
}

/** The site's server as what runs cloudflared, and these egress rules. */
export function connected(egress: readonly Inputs[]): Site {
  return {
    ...tunnelled([appIngress, catchAll]),
    outbound: resource(types.securityGroup, { vpcId: output("vpc", "id"), ingress: [], egress }),
    connector: resource(types.instance, {
      ami: "ami-0123456789abcdef0",
      instanceType: "t3.small",
      subnetId: output("subnet", "id"),
      vpcSecurityGroupIds: [output("outbound", "id")],
      userData: {
        ...output("tunnel", "id"),
        prefix: "#!/bin/sh\ncloudflared tunnel --credentials-file /etc/tunnel run ",
      },
    }),
  };
}

/** An egress rule for a port, for one protocol. */
export function out(protocol: string, port: number): Inputs {
  return { protocol, fromPort: port, toPort: port, cidrBlocks: ["0.0.0.0/0"] };
}
