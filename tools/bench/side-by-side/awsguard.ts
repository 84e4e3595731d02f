import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import type { ResourceNode } from "../../../src/graph/resource";
import { archetypes } from "../../../test/corpus/archetypes";
import { inPrograms, judgeInstance } from "../../../test/corpus/catch";
import { plant } from "../../../test/corpus/plant";
import { type PackProcess, startPack } from "../../../test/policies/pack-process";
import type { SharedDefect, SideBySide } from "./results";

/**
 * Every policy but the three that ask an AWS account about what is deployed already, which no preview can answer.
 * @see https://github.com/pulumi/pulumi-policy-aws/blob/master/src/security.ts
 */
const pack = `const { AwsGuard } = require("@pulumi/awsguard");
new AwsGuard({
  all: "advisory",
  acmCertificateExpiration: "disabled",
  accessKeysRotated: "disabled",
  mfaEnabledForIamConsoleAccess: "disabled",
});
`;

/** Shows AWSGuard the defects of the corpus that change nothing but resources of AWS. */
export async function runAwsGuard(installed: string): Promise<SideBySide["awsguard"]> {
  const folder = await mkdtemp(join(tmpdir(), "no521-awsguard-"));
  try {
    await writeAwsGuard(folder, installed);
    const version = await versionOf(join(folder, "node_modules/@pulumi/awsguard/package.json"));
    const running = await startPack(folder);
    try {
      return { version, ...(await compare(running)) };
    } finally {
      await running.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes a pack that runs AWSGuard from where it is installed. */
export async function writeAwsGuard(folder: string, installed: string): Promise<void> {
  await symlink(join(installed, "node_modules"), join(folder, "node_modules"));
  await writeFile(join(folder, "index.js"), pack);
  await writeFile(join(folder, "package.json"), `{ "name": "side-by-side", "version": "0.0.1", "main": "index.js" }`);
  await writeFile(join(folder, "PulumiPolicy.yaml"), "runtime: nodejs\n");
}

async function versionOf(manifest: string): Promise<string> {
  return z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(manifest, "utf8")))
    .version.replace(/^v/, "");
}

interface Unchanged {
  readonly nodes: readonly ResourceNode[];
  readonly asItIs: ReadonlySet<string>;
  readonly olderTypes: ReadonlySet<string>;
}

async function compare(running: PackProcess): Promise<Omit<SideBySide["awsguard"], "version">> {
  const unchanged = new Map<string, Unchanged>();
  for (const archetype of archetypes) {
    const { nodes } = (await plant(archetype)).graph;
    unchanged.set(archetype.id, { nodes, ...(await hear(running, nodes)) });
  }
  const defects: SharedDefect[] = [];
  // What a tool says of a defect depends little on the program around it, and there are many.
  const instances = inPrograms(2);
  for (const instance of instances) {
    const { archetype, mutation } = instance;
    const { nodes } = (await plant(archetype, mutation.steps)).graph;
    const before = unchanged.get(archetype.id);
    if (before === undefined || !changesOnlyAws(before.nodes, nodes)) continue;
    const heard = await hear(running, nodes);
    defects.push({
      program: archetype.id,
      defect: mutation.id,
      ours: (await judgeInstance(instance)).seen.isFound,
      asItIs: policiesOf(heard.asItIs.difference(before.asItIs)),
      olderTypes: policiesOf(heard.olderTypes.difference(before.olderTypes)),
    });
  }
  const { policiesList } = await running.info();
  return {
    policies: policiesList.length,
    planted: instances.length,
    distinct: new Set(instances.map(({ mutation }) => mutation.id)).size,
    shared: {
      planted: defects.length,
      distinct: new Set(defects.map(({ defect }) => defect)).size,
      ours: defects.filter(({ ours }) => ours).length,
    },
    heard: defects.filter(({ asItIs, olderTypes }) => asItIs.length + olderTypes.length > 0),
    unchanged: tally([...unchanged.values()].flatMap(({ olderTypes }) => [...olderTypes])),
  };
}

function changesOnlyAws(before: readonly ResourceNode[], after: readonly ResourceNode[]): boolean {
  const lacking = (some: readonly ResourceNode[], others: readonly ResourceNode[]) => {
    const byUrn = new Map(others.map((node) => [node.urn, node]));
    return some.filter((node) => !isDeepStrictEqual(byUrn.get(node.urn), node));
  };
  // The stack itself is no cloud's resource.
  const changed = [...lacking(before, after), ...lacking(after, before)].filter(
    ({ type }) => !type.startsWith("pulumi:"),
  );
  return changed.length > 0 && changed.every(({ type }) => type.startsWith("aws:"));
}

/** What is said of the resources of AWS, as policy and resource; a policy that could not run says nothing. */
async function hear(running: PackProcess, nodes: readonly ResourceNode[]) {
  const ask = async (shown: readonly ResourceNode[]) => {
    const said = await running.preview(shown.filter(({ type }) => type.startsWith("aws:")));
    return new Set(
      said
        .filter(({ message }) => !message.startsWith("can't run"))
        .map(({ policy, urn, message }) => JSON.stringify([policy, urn, message])),
    );
  };
  return { asItIs: await ask(nodes), olderTypes: await ask(nodes.map(older)) };
}

/**
 * Its policies on balancers know these modules by name, and are silent on `aws.lb`, `aws.alb` and `aws.elb`.
 * @see https://github.com/pulumi/pulumi-policy-aws/blob/master/src/network.ts
 */
function older(node: ResourceNode): ResourceNode {
  const type = node.type
    .replace(/^aws:(lb|alb)\//, "aws:elasticloadbalancingv2/")
    .replace(/^aws:elb\//, "aws:elasticloadbalancing/");
  return { ...node, type };
}

const saidSchema = z.tuple([z.string(), z.string(), z.string()]);

function policiesOf(said: ReadonlySet<string>): string[] {
  return Object.keys(tally([...said]));
}

function tally(said: readonly string[]): Record<string, number> {
  const policies = said.map((one) => saidSchema.parse(JSON.parse(one))[0]).sort();
  return Object.fromEntries([...Map.groupBy(policies, (policy) => policy)].map(([name, all]) => [name, all.length]));
}
