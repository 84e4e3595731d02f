import { outagesOf } from "../../src/findings/outages";
import { types } from "../../src/graph/types";
import { definePolicy } from "../policy";
import { admit, plainListener } from "../sites";

export default definePolicy({
  id: "no-closed-http-port",
  summary: "Disallow http visitors to be carried on to a port of the origin that is closed",
  cause: "http-port-closed",
  kind: "outage",
  severity: "error",
  codes: [521, 522],
  appliesTo: [types.loadBalancer, types.instance],
  docs: {
    why: [
      "The modes full and strict do not mean that the edge dials port 443 alone: a visitor who types http is carried on over plain HTTP to port 80.",
      "An origin that listens on 443 alone then fails for exactly those visitors, while every test over https passes.",
      "With `always_use_https` the edge answers them with a redirect and dials nothing.",
    ].join(" "),
    unknownWhen: "The zone is not created by this program and no ZoneSetting declares `always_use_https`.",
    whenNotToUse: "A redirect rule of the zone, which the model does not read yet, answers every http request.",
    sources: [
      "https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/full/",
      "https://developers.cloudflare.com/ssl/edge-certificates/additional-options/always-use-https/",
    ],
  },
  examples: {
    good: [
      { title: "whose edge redirects http visitors" },
      {
        title: "that serves http on port 80 as well",
        add: { plainListener },
        set: { https: { value: "off" }, firewall: { ingress: [admit(80), admit(443)] } },
      },
    ],
    bad: [
      {
        title: "that listens on port 443 alone, and whose edge does not redirect",
        set: { https: { value: "off" } },
      },
    ],
  },
  check({ reach }) {
    return outagesOf(reach, "http-port-closed");
  },
});
