import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Range, snapshot } from "../../src/cloudflare/ranges";
import type { StackTarget } from "../../src/engine/stack";
import { runStack, type StackRun } from "../../src/engine/stack";
import type { EngineFixture } from "./engine";

/** A group that lets in the ranges of the project's list on port 443, one rule for each; quick to deploy. */
export interface RangeProject {
  readonly target: StackTarget;
  /** Folder of the files of the ingress rules. */
  readonly rules: string;
  /** Makes this the project's reviewed list. */
  readonly useRanges: (ranges: readonly Range[]) => Promise<void>;
  /** Writes what the program declares of its group besides. */
  readonly useGroup: (group: Readonly<Record<string, unknown>>) => Promise<void>;
  readonly up: () => Promise<StackRun>;
}

/** A program without an SDK, which takes seconds to load. */
const program = `
const { readFileSync } = require("node:fs");
const { CustomResource } = require("@pulumi/pulumi");
class Declared extends CustomResource {}
const read = (file) => JSON.parse(readFileSync(file, "utf8"));
const { ranges } = read("no521.ranges.json");
const today = new Date().toISOString().slice(0, 10);
const open = ranges.filter(({ state, removeAfter }) => state === "active" || today <= removeAfter);
const vpc = new Declared("aws:ec2/vpc:Vpc", "main", { cidrBlock: "10.0.0.0/16" });
const { options, ...group } = read("group.json");
const web = new Declared("aws:ec2/securityGroup:SecurityGroup", "web", { vpcId: vpc.id, ...group }, options);
for (const { cidr } of open) {
  const source = cidr.includes(":") ? { cidrIpv6: cidr } : { cidrIpv4: cidr };
  const rule = { securityGroupId: web.id, ipProtocol: "tcp", fromPort: 443, toPort: 443, ...source };
  const name = "https-" + cidr.replace(/[^0-9a-f]+/g, "-");
  new Declared("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", name, rule);
}
new Declared("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "out", {
  ...{ securityGroupId: web.id, ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" },
});
`;

/** Makes the project and its stack; nothing is deployed yet. */
export async function openRangeProject(engine: EngineFixture): Promise<RangeProject> {
  const target = await engine.project({
    "index.js": program,
    "no521.yaml": "",
    "no521.ranges.json": JSON.stringify(snapshot),
    "group.json": JSON.stringify({ description: "web" }),
  });
  const write = (file: string, content: unknown) =>
    writeFile(join(target.projectFolder, file), JSON.stringify(content));
  return {
    target,
    rules: join(engine.sandbox.cloud, "aws", "security-group-ingress-rule"),
    useRanges: (ranges) => write("no521.ranges.json", { ...snapshot, ranges }),
    useGroup: (group) => write("group.json", group),
    up: () => runStack(target, "up", { arguments: ["--skip-preview"] }),
  };
}
