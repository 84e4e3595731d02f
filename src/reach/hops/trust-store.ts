import { text } from "../../graph/read";
import type { ResourceNode } from "../../graph/resource";
import type { ResourceGraph } from "../../graph/resource-graph";
import { types } from "../../graph/types";
import { readSubjects } from "../pem";

/** The authorities that a balancer's listener believes, where the program uploads them itself. */
export interface TrustStore {
  readonly node: ResourceNode;
  /** Subjects of the authorities, such as `CN=origin-pull.cloudflare.net, …`. */
  readonly authorities: readonly string[];
}

/**
 * Reads the trust store that a listener verifies client certificates with: a file in a bucket. Undefined where the
 * program does not show what the file holds.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/mutual-authentication.html read 2026-11-23
 */
export function trustStoreOf(graph: ResourceGraph, listener: ResourceNode): TrustStore | undefined {
  const [node, ...others] = graph.origins(listener, "mutualAuthentication", [types.trustStore]);
  if (node === undefined || others.length > 0) return undefined;
  const content = bundleOf(graph, node);
  const authorities = content === undefined ? undefined : readSubjects(content);
  return authorities === undefined ? undefined : { node, authorities };
}

function bundleOf(graph: ResourceGraph, store: ResourceNode): string | undefined {
  const flowed = graph.origins(store, "caCertificatesBundleS3Key", bucketObjects);
  const [object, ...others] = flowed.length > 0 ? flowed : namedAlike(graph, store);
  if (object === undefined || others.length > 0) return undefined;
  const content = text(object, "content");
  return typeof content === "string" ? content : undefined;
}

/** The objects that the store's key names as a text, in a bucket that the store's bucket may be. */
function namedAlike(graph: ResourceGraph, store: ResourceNode): readonly ResourceNode[] {
  const [key, bucket] = ["caCertificatesBundleS3Key", "caCertificatesBundleS3Bucket"].map((name) => text(store, name));
  if (typeof key !== "string") return [];
  return graph.ofType(...bucketObjects).filter((object) => {
    const own = text(object, "bucket");
    const isElsewhere = typeof bucket === "string" && typeof own === "string" && bucket !== own;
    return text(object, "key") === key && !isElsewhere;
  });
}

const bucketObjects = [types.bucketObject, types.bucketObjectV2];
