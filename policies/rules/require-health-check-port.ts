import type { Draft } from "../../src/findings/draft";
import { types } from "../../src/graph/types";
import type { Inputs } from "../example";
import { definePolicy } from "../policy";
import { type Dialled, type Probe, probesOf } from "../probes";
import { output, resource } from "../sites";

/** A health check of Cloudflare on the balancer, of this type and with these HTTP settings. */
function healthcheck(inputs: Inputs) {
  return resource(types.healthcheck, {
    zoneId: output("zone", "id"),
    name: "origin",
    address: output("balancer", "dnsName"),
    ...inputs,
  });
}

export default definePolicy({
  id: "require-health-check-port",
  summary: "Require health checks to probe a port that the edge dials, in the way in which it does",
  cause: "health-check-port",
  kind: "hazard",
  severity: "warning",
  codes: [521, 522, 525],
  appliesTo: [types.healthcheck, types.route53HealthCheck],
  docs: {
    why: [
      "A health check on another port than visitors' says nothing about them: it stays green through an outage, or is red all the time until nobody looks at it.",
      "Cloudflare's Pulumi provider sets `httpConfig.port` to 80 where it is left out, for the type HTTPS too, although the documentation promises 443.",
    ].join(" "),
    unknownWhen:
      "The check's port or address is not known until deployment, or nothing shows which port the edge dials at that address.",
    whenNotToUse: "The check watches something else on the same host on purpose.",
    sources: [
      "https://github.com/cloudflare/terraform-provider-cloudflare/issues/6800",
      "https://developers.cloudflare.com/health-checks/",
      "https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html",
    ],
  },
  examples: {
    good: [
      {
        title: "whose health check names the port",
        add: { check: healthcheck({ type: "HTTPS", httpConfig: { path: "/", port: 443 } }) },
      },
      {
        title: "whose Route 53 check uses its type's own port",
        add: { check: resource(types.route53HealthCheck, { type: "HTTPS", fqdn: output("balancer", "dnsName") }) },
      },
    ],
    bad: [
      {
        title: "whose health check leaves the port out",
        add: { check: healthcheck({ type: "HTTPS", httpConfig: { path: "/" } }) },
      },
      {
        title: "whose Route 53 check probes a port that the edge does not dial",
        add: {
          check: resource(types.route53HealthCheck, {
            type: "HTTP",
            fqdn: output("balancer", "dnsName"),
            port: 8080,
          }),
        },
      },
    ],
  },
  check({ graph, reach }) {
    return probesOf(graph, reach).flatMap((probe): readonly Draft[] => {
      const [first] = probe.dialled;
      return first === undefined || fits(probe) ? [] : [draftOf(probe, first)];
    });
  },
});

/** A TCP probe only asks whether the port is open. */
function fits({ port, tls, dialled }: Probe): boolean {
  return dialled.some((dial) => dial.port === port && (tls === null || dial.tls === tls));
}

function draftOf({ check, port, tls, dialled, isDefaultPort }: Probe, first: Dialled): Draft {
  const ports = [...new Set(dialled.map((dial) => `${schemeOf(dial.tls)} on port ${dial.port}`))].join(" and ");
  const probes = `${tls === null ? "TCP" : schemeOf(tls)} on port ${port}${isDefaultPort ? " (the default)" : ""}`;
  const setting = check.type === types.healthcheck ? "httpConfig.port" : "the port";
  return {
    resource: check.urn,
    codes: [521, 522, 525],
    hostnames: [...new Set(dialled.map(({ hostname }) => hostname))],
    what: `Health check "${check.name}" probes ${probes}, while the edge dials ${ports}.`,
    fix: `Set the type to ${schemeOf(first.tls)} and ${setting} to ${first.port}.`,
    related: [...new Set(dialled.map((dial) => dial.resource))].map((urn) => ({
      resource: urn,
      says: `the edge dials it, ${ports}`,
    })),
  };
}

function schemeOf(tls: boolean): string {
  return tls ? "HTTPS" : "HTTP";
}
