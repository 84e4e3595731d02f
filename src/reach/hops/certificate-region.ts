import { regionOf } from "../../graph/region";
import type { ResourceNode } from "../../graph/resource";
import type { ResourceGraph } from "../../graph/resource-graph";
import { types } from "../../graph/types";
import { notKnown } from "../../graph/value";
import { pass, type Verdict } from "../verdict";
import { certificateAt } from "./certificate-facts";
import { doubt, fail } from "./hop";

/** The region in which CloudFront looks for the certificates of ACM. */
const home = "us-east-1";

/**
 * Judges whether CloudFront finds a distribution's certificate where it looks for it; elsewhere it refuses the
 * distribution. Where the environment decides the region, nothing is said.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html "AWS Region
 * for AWS Certificate Manager", read 2026-12-01
 */
export function judgeRegion(graph: ResourceGraph, server: ResourceNode, property: string): Verdict {
  if (server.type !== types.distribution) return pass;
  const { nodes, foreign } = certificateAt(graph, server, property);
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

function refused(server: ResourceNode, toMend: ResourceNode, named: string, region: string): Verdict {
  return fail({
    cause: "certificate-refused",
    codes: ["deploy"],
    hop: "certificate",
    key: "region",
    resource: toMend.urn,
    why: `Certificate ${named} is in ${region}, and CloudFront takes certificates of ACM in ${home} alone.`,
    fix: `Make the certificate in ${home}: set its region, or give it a provider of that region.`,
    evidence: [{ resource: server.urn, says: `distribution "${server.name}" shows it` }],
  });
}
