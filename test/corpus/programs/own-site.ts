import { program } from "../../../infra/program";
import { packageRoot } from "../../../src/engine/package-root";
import { readProject } from "../../../src/engine/project";
import type { Archetype } from "../archetype";

async function sandboxConfig(changes: Readonly<Record<string, string>> = {}) {
  const { config } = await readProject(packageRoot(), "sandbox");
  return { ...config, ...changes };
}

/** The program of this repository. */
export const ownBalancer: Archetype = {
  id: "own-balancer",
  title: "this package's components, with a balancer",
  hostnames: ["example.com", "www.example.com"],
  families: [4, 6],
  traits: ["separate-rules", "balancer", "dualstack", "acm", "network", "strict", "edge-redirects", "named-record"],
  config: sandboxConfig,
  program,
};

/** The same with the other kind of origin. */
export const ownInstance: Archetype = {
  id: "own-instance",
  title: "this package's components, with one instance",
  hostnames: ["example.com", "www.example.com"],
  families: [4],
  traits: ["separate-rules", "instance", "network", "strict", "edge-redirects", "named-record"],
  config: () => sandboxConfig({ "no521:origin": "instance", "no521:ipv6": "false" }),
  program,
};
