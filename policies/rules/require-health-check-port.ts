import type { Draft } from "../../src/findings/draft";
import { types } from "../../src/graph/types";
import type { Inputs } from "../example";
import { definePolicy } from "../policy";
import { type Probe, probesOf } from "../probes";
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
    return probesOf(graph, reach).flatMap((probe): readonly Draft[] => (fits(probe) ? [] : [draftOf(probe)]));
  },
});

/** A TCP probe only asks whether the port is open. */
function fits({ port, tls, dialled }: Probe): boolean {
  return dialled.length === 0 || dialled.some((dial) => dial.port === port && (tls === null || dial.tls === tls));
}

function draftOf({ check, port, tls, dialled, isDefaultPort }: Probe): Draft {
  const ports = [...new Set(dialled.map((dial) => `${dial.tls ? "HTTPS" : "HTTP"} on port ${dial.port}`))].join(
    " and ",
  );
  const how = tls === null ? "TCP" : tls ? "HTTPS" : "HTTP";
  const left = isDefaultPort ? " (the default)" : "";
  const [first] = dialled;
  return {
    resource: check.urn,
    codes: [521, 522, 525],
    hostnames: [...new Set(dialled.map(({ hostname }) => hostname))],
    what: `Health check "${check.name}" probes ${how} on port ${port}${left}, while the edge dials ${ports}.`,
    fix:
      check.type === types.healthcheck
        ? `Set the type to ${first?.tls === false ? "HTTP" : "HTTPS"} and httpConfig.port to ${first?.port ?? 443}.`
        : `Set the type to ${first?.tls === false ? "HTTP" : "HTTPS"} and the port to ${first?.port ?? 443}.`,
    related: [...new Set(dialled.map((dial) => dial.resource))].map((urn) => ({
      resource: urn,
      says: `the edge dials it, ${ports}`,
    })),
  };
}
