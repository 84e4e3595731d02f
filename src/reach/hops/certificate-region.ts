import { property } from "../../graph/read";
import { regionOf } from "../../graph/region";
import type { ResourceNode } from "../../graph/resource";
import type { ResourceGraph } from "../../graph/resource-graph";
import { types } from "../../graph/types";
import { isProperties, notKnown } from "../../graph/value";
import { pass, type Verdict } from "../verdict";
import { certificateAt } from "./certificate-facts";
import { doubt, fail } from "./hop";

/** The region in which CloudFront looks for the certificates of ACM. */
const home = "us-east-1";

/**
 * Judges whether CloudFront finds a certificate where it looks for it; elsewhere it refuses the distribution, also the one
 * that API Gateway makes of an edge-optimized domain name. Where the environment decides the region, nothing is said.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html "AWS Region
 * for AWS Certificate Manager", read 2026-12-01
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-edge-optimized-custom-domain-name.html
 * "Considerations", read 2026-12-01
 */
export function judgeRegion(graph: ResourceGraph, server: ResourceNode, held: string): Verdict {
  if (server.type !== types.distribution && !isEdgeOptimized(server, held)) return pass;
  const { nodes, foreign } = certificateAt(graph, server, held);
  for (const node of nodes.filter(({ type }) => type === types.certificate)) {
    const region = regionOf(graph, node);
    if (region === notKnown) {
      const why = `whether certificate "${node.name}" is in ${home}, where CloudFront needs it, is not known until deployment`;
      return doubt("certificate", node.urn, why);
    }
    if (region !== undefined && region !== home) return refused(server, node, `"${node.name}"`, region);
  }
  for (const arn of foreign) {
    const region = /^arn:[^:]*:acm:([^:]+):/.exec(arn)?.[1];
    if (region !== undefined && region !== home) return refused(server, server, arn, region);
  }
  return pass;
}

/** The property of a REST API's domain name that holds the certificate tells, but for a private one, which has the same. */
function isEdgeOptimized(server: ResourceNode, held: string): boolean {
  if (server.type !== types.restDomain || held !== "certificateArn") return false;
  const endpoint = property(server, "endpointConfiguration");
  if (endpoint === undefined || endpoint === null) return true;
  return isProperties(endpoint) && (endpoint.types ?? "EDGE") === "EDGE";
}

function refused(server: ResourceNode, toMend: ResourceNode, named: string, region: string): Verdict {
  return fail({
    cause: "certificate-refused",
    codes: ["deploy"],
    hop: "certificate",
    key: "region",
    resource: toMend.urn,
    why: `Certificate ${named} is in ${region}, and CloudFront takes certificates of ACM in ${home} alone.`,
    fix: `Make the certificate in ${home}: set its region, or give it a provider of that region.`,
    evidence: [
      {
        resource: server.urn,
        says: `${server.type === types.distribution ? "distribution" : "domain name"} "${server.name}" shows it`,
      },
    ],
  });
}
