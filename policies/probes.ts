import { endsAt } from "../src/findings/served";
import { asNumber, property, text } from "../src/graph/read";
import type { ResourceNode } from "../src/graph/resource";
import type { ResourceGraph } from "../src/graph/resource-graph";
import { types } from "../src/graph/types";
import { isList, isProperties, notKnown, type Unknown, type Value } from "../src/graph/value";
import type { JudgedDial, Reach } from "../src/reach/reach-types";

/** What a health check does, and what the edge does at the same address. */
export interface Probe {
  /** A health check of Cloudflare or of Route 53. */
  readonly check: ResourceNode;
  /** TCP port, 1–65535. */
  readonly port: number;
  /** True where nobody declares the port, and the provider or the service puts it in. */
  readonly isDefaultPort: boolean;
  /** Null for a probe that only opens a connection. */
  readonly tls: boolean | null;
  readonly dialled: readonly Dialled[];
}

/** A dial of the edge at the checked address. */
export interface Dialled {
  readonly hostname: string;
  readonly port: number;
  readonly tls: boolean;
  /** URN of what is dialled. */
  readonly resource: string;
}

/** Lists the health checks whose port and target this program tells. */
export function probesOf(graph: ResourceGraph, reach: Reach): readonly Probe[] {
  const edge = graph
    .ofType(types.healthcheck)
    .map((check) => ({ check, probed: cloudflareProbe(check), at: "address" }));
  const route53 = graph.ofType(types.route53HealthCheck).flatMap((check) =>
    ["fqdn", "ipAddress"]
      .filter((name) => property(check, name) !== undefined)
      .slice(-1)
      .map((at) => ({ check, probed: route53Probe(check), at })),
  );
  return [...edge, ...route53].flatMap(({ check, probed, at }): readonly Probe[] =>
    probed === undefined ? [] : [{ check, ...probed, dialled: dialledAt(graph, reach, check, at) }],
  );
}

type Probed = Pick<Probe, "port" | "isDefaultPort" | "tls">;

/**
 * The provider's default for the port is 80, whatever the type.
 * @see https://github.com/cloudflare/terraform-provider-cloudflare/issues/6800
 */
function cloudflareProbe(check: ResourceNode): Probed | undefined {
  const type = text(check, "type") ?? "HTTP";
  if (type === notKnown) return undefined;
  const isTcp = type.toUpperCase() === "TCP";
  const name = isTcp ? "tcpConfig" : "httpConfig";
  const probe = probed(portIn(property(check, name)), 80, isTcp ? null : type.toUpperCase() === "HTTPS");
  // A preview shows the default like any other value.
  return probe && { ...probe, isDefaultPort: portIn(check.inputs[name]) === undefined };
}

function portIn(settings: Value | undefined): number | Unknown | undefined {
  const block = isList(settings) ? settings.at(0) : settings;
  if (block === notKnown) return notKnown;
  return isProperties(block) ? asNumber(block.port) : undefined;
}

/**
 * Route 53 takes the port of the type.
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html#Route53-Type-HealthCheckConfig-Port
 */
function route53Probe(check: ResourceNode): Probed | undefined {
  const type = text(check, "type");
  if (typeof type !== "string") return undefined;
  const port = asNumber(property(check, "port"));
  if (type === "TCP") return probed(port, undefined, null);
  if (type.startsWith("HTTPS")) return probed(port, 443, true);
  return type.startsWith("HTTP") ? probed(port, 80, false) : undefined;
}

function probed(
  port: number | Unknown | undefined,
  defaultPort: number | undefined,
  tls: boolean | null,
): Probed | undefined {
  if (port === notKnown) return undefined;
  if (port !== undefined && port !== 0) return { port, isDefaultPort: false, tls };
  return defaultPort === undefined ? undefined : { port: defaultPort, isDefaultPort: true, tls };
}

/** Finds the dials that end where the check does: at the same resource, or at the same literal address. */
function dialledAt(graph: ResourceGraph, reach: Reach, check: ResourceNode, at: string): readonly Dialled[] {
  const ends = new Set(endsAt(graph, check, at).map(({ urn }) => urn));
  const address = text(check, at);
  const meets = (dial: JudgedDial) => ends.has(dial.resource) || dial.target === address;
  return reach.rows.flatMap(({ hostname, dials, idle }) =>
    [...dials, ...idle]
      .filter(meets)
      .flatMap(({ port, tls, resource }) =>
        port === null || tls === null ? [] : [{ hostname, port, tls: tls !== "none", resource }],
      ),
  );
}
