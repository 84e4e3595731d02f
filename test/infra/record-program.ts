import { answerOffline } from "../../src/engine/offline-answers";
import { record } from "../../src/engine/record";
import type { ResourceNode } from "../../src/graph/resource";

/** What a program registered, easy to ask. */
export interface Recorded {
  readonly nodes: readonly ResourceNode[];
  /** Type and name of every resource but the stack, sorted. */
  readonly children: readonly string[];
  /** The one resource of a type and name. */
  readonly get: (type: string, name: string) => ResourceNode;
  /** Short names of the resources on which a property, or with "" `dependsOn`, of a resource depends. */
  readonly edges: (type: string, name: string, property: string) => readonly string[];
}

/** Records what `make` registers in a stack of its own. */
export async function recordProgram(
  make: () => unknown,
  config: Readonly<Record<string, string>> = {},
): Promise<Recorded> {
  const { resources } = await record(async () => void (await make()), {
    project: "test",
    stack: "dev",
    config: { "aws:region": "us-east-1", ...config },
    invoke: answerOffline,
  });
  const nodes = resources.filter((node) => node.type !== "pulumi:pulumi:Stack");
  const get = (type: string, name: string): ResourceNode => {
    const found = nodes.filter((node) => shortType(node.type) === type && node.name === name);
    if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} ${type} are named "${name}"`);
    return found[0];
  };
  return {
    nodes,
    children: nodes.map(short).sort(),
    get,
    edges: (type, name, property) =>
      (get(type, name).dependsOn.get(property) ?? []).map((urn) => {
        const node = nodes.find((candidate) => candidate.urn === urn);
        return node === undefined ? urn : short(node);
      }),
  };
}

function short(node: ResourceNode): string {
  return `${shortType(node.type)} ${node.name}`;
}

/** `aws:ec2/securityGroup:SecurityGroup` is `SecurityGroup`. */
function shortType(type: string): string {
  return type.slice(type.lastIndexOf(":") + 1);
}
