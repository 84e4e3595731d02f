import * as cloudflare from "@pulumi/cloudflare";
import type { Archetype } from "../archetype";
import { account, proxiedName, strictZone } from "./edge";

/** No open port at all: a tunnel carries the requests in. */
export const tunnel: Archetype = {
  id: "tunnel",
  title: "a tunnel",
  hostnames: [],
  families: [],
  traits: [],
  unknown: ["desk.example.com https 4"],
  program() {
    const zone = strictZone();
    const desk = new cloudflare.ZeroTrustTunnelCloudflared("desk", {
      accountId: account.id,
      name: "desk",
      configSrc: "cloudflare",
    });
    new cloudflare.ZeroTrustTunnelCloudflaredConfig("desk", {
      accountId: account.id,
      tunnelId: desk.id,
      config: {
        ingresses: [{ hostname: "desk.example.com", service: "http://localhost:8080" }, { service: "http_status:404" }],
      },
    });
    proxiedName(
      zone.id,
      "desk.example.com",
      desk.id.apply((id) => `${id}.cfargotunnel.com`),
    );
  },
};
