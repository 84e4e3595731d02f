import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { program } from "../infra/program";
import { answerOffline } from "../src/engine/offline-answers";
import { readProject } from "../src/engine/project";
import { record } from "../src/engine/record";
import type { ResourceNode } from "../src/graph/resource";
import { notKnown, type Value } from "../src/graph/value";

async function recordSandbox(change: Readonly<Record<string, string>>): Promise<readonly ResourceNode[]> {
  const project = await readProject(join(__dirname, ".."), "sandbox");
  const { resources } = await record(program, {
    project: project.name,
    stack: project.stack,
    config: { ...project.config, ...change },
    secretKeys: project.secretKeys,
    invoke: answerOffline,
  });
  return resources;
}

/** Writes a registration as a reader compares it: what is declared, and on whom it waits. */
function show(node: ResourceNode): string {
  const lines = Object.entries(node.inputs)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `  ${key}: ${JSON.stringify(readable(value))}`);
  const waits = [...node.dependsOn]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, urns]) => [`  ${key === "" ? "dependsOn" : `${key} from`}`, ...several(urns.map(brief))]);
  const options = Object.entries(node.options)
    .filter(([, value]) => value === true)
    .map(([key]) => `  ${key}`);
  return [brief(node.urn), ...lines, ...waits, ...options].join("\n");
}

/** Of many resources of one type shows how many, the first and the last. */
function several(briefs: readonly string[]): readonly string[] {
  return [...Map.groupBy(briefs, (text) => text.split(" ")[0] ?? "")].flatMap(([type, same]) => {
    const [first, last] = [same[0]?.slice(type.length + 1), same.at(-1)?.slice(type.length + 1)];
    return same.length > 6 ? [`    ${same.length} ${type} ${first} … ${last}`] : same.map((text) => `    ${text}`);
  });
}

/** Type and name of a URN: `aws:lb/listener:Listener site-alb-https`. */
function brief(urn: string): string {
  const [, , types = "", name = ""] = urn.split("::");
  return `${types.slice(types.lastIndexOf("$") + 1)} ${name}`;
}

function readable(value: Value): unknown {
  if (value === notKnown) return "?";
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, nested]: [string, Value]) => [key, readable(nested)]));
}

describe("the program registers what was reviewed", () => {
  test.each([
    ["sandbox", {}],
    ["sandbox-instance", { "no521:origin": "instance", "no521:ipv6": "false" }],
    [
      "sandbox-origin-redirects",
      {
        "no521:httpVisitors": "redirected-by-origin",
        "no521:plan": "pro",
        "no521:protect": "true",
      },
    ],
  ])("for stack %s", async (name, change) => {
    const nodes = await recordSandbox(change);
    const text = nodes.map(show).sort().join("\n\n");
    await expect(`${text}\n`).toMatchFileSnapshot(`golden/stack/${name}.txt`);
  });
});
