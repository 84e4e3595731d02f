import { describe, expect, test } from "vitest";
import { graphFromState } from "../../src/graph/from-state";
import type { ResourceGraph } from "../../src/graph/resource-graph";
import { notKnown, type Value } from "../../src/graph/value";

const stackUrn = "urn:pulumi:sandbox::no521::pulumi:pulumi:Stack::no521-sandbox";
const groupUrn = "urn:pulumi:sandbox::no521::aws:ec2/securityGroup:SecurityGroup::group";
const secret = "1b47061264138c4ac30d75fd1eb44270";
const signature = "4dabf18193072939515e22adb298388d";

function graph(resources: readonly Value[]): ResourceGraph {
  const read = graphFromState({ version: 3, deployment: { manifest: {}, resources } });
  if (read.kind === "refused") throw new Error(read.why);
  return read.graph;
}

describe("a resource of a state", () => {
  test("keeps its name, id, options, provider, parent and dependencies", () => {
    const [node] = graph([
      {
        urn: groupUrn,
        type: "aws:ec2/securityGroup:SecurityGroup",
        custom: true,
        id: "sg-1",
        inputs: { vpcId: "vpc-1" },
        outputs: { vpcId: "vpc-1", arn: "arn" },
        protect: true,
        parent: stackUrn,
        provider: "urn:pulumi:sandbox::no521::pulumi:providers:aws::default::0d6c",
        dependencies: [stackUrn],
        propertyDependencies: { vpcId: ["urn:vpc"] },
      },
    ]).nodes;
    expect(node).toEqual({
      urn: groupUrn,
      type: "aws:ec2/securityGroup:SecurityGroup",
      name: "group",
      kind: "managed",
      id: "sg-1",
      inputs: { vpcId: "vpc-1" },
      outputs: { vpcId: "vpc-1", arn: "arn" },
      options: { protect: true, deleteBeforeReplace: false, retainOnDelete: false, ignoreChanges: [] },
      provider: "urn:pulumi:sandbox::no521::pulumi:providers:aws::default",
      parent: stackUrn,
      dependsOn: new Map([
        ["", [stackUrn]],
        ["vpcId", ["urn:vpc"]],
      ]),
    });
  });

  test.each([
    ["aws:alb/listener:Listener", "aws:lb/listener:Listener"],
    ["aws:elasticloadbalancingv2/loadBalancer:LoadBalancer", "aws:lb/loadBalancer:LoadBalancer"],
    ["cloudflare:index/record:Record", "cloudflare:index/dnsRecord:DnsRecord"],
  ])("of type %s is read as %s", (type, canonical) => {
    expect(graph([{ urn: "urn::x", type, custom: true }]).ofType(canonical)).toHaveLength(1);
  });

  test("of the older record type tells its content under the new name", () => {
    const [node] = graph([
      {
        urn: "urn::www",
        type: "cloudflare:index/record:Record",
        custom: true,
        inputs: { value: "198.51.100.7" },
        propertyDependencies: { value: ["urn::eip"] },
      },
    ]).nodes;
    expect([node?.inputs, node?.dependsOn.get("content")]).toEqual([{ content: "198.51.100.7" }, ["urn::eip"]]);
  });

  test.each<[string, Value, Value]>([
    ["an encrypted secret", { [signature]: secret, ciphertext: "v1:x" }, notKnown],
    ["a secret in plain text", { [signature]: secret, plaintext: '"open"' }, "open"],
    ["a secret of the wire", { [signature]: secret, value: "open" }, "open"],
    ["a secret whose text is broken", { [signature]: secret, plaintext: '"op' }, notKnown],
    ["the engine's mark for unknown", "04da6b54-80e4-46f7-96ec-b56ff0331ba9", notKnown],
    ["an output without a value", { [signature]: "d0e6a833031e9bbcd3f4e8bde6ca49a4" }, notKnown],
    ["a reference to a resource", { [signature]: "5cf8f73096256a8f31e491e813e4eb8e", urn: "urn::x", id: "x-1" }, "x-1"],
    ["an asset", { [signature]: "c44067f5952c0a294b673a41bacd8c17", hash: "0" }, notKnown],
  ])("has %s decoded", (_title, value, decoded) => {
    const [node] = graph([{ urn: "urn::x", type: "x:y:Z", custom: true, inputs: { list: [value] } }]).nodes;
    expect(node?.inputs).toEqual({ list: [decoded] });
  });

  test.each<[string, Value, string]>([
    ["read", { custom: true, external: true }, "read"],
    ["a component", { custom: false }, "component"],
  ])("that is %s says so", (_title, marks, kind) => {
    const [node] = graph([{ urn: "urn::x", type: "x:y:Z", ...(marks as object) } as Value]).nodes;
    expect(node?.kind).toBe(kind);
  });

  test("that waits for its deletion is left out", () => {
    expect(graph([{ urn: "urn::x", type: "x:y:Z", custom: true, delete: true }]).nodes).toEqual([]);
  });
});

describe("what is no state", () => {
  test.each<[string, Value, string]>([
    ["a list", [], "it has no `resources` list"],
    ["another document", { name: "no521" }, "it has no `resources` list"],
    ["a state of another version", { version: 9, deployment: {} }, "its version is 9, and only 3 and 4 are understood"],
  ])("such as %s is refused with the reason", (_title, value, why) => {
    expect(graphFromState(value)).toEqual({ kind: "refused", why });
  });

  test("an empty stack has no resources", () => {
    expect(graph([]).nodes).toEqual([]);
    expect(graphFromState({ version: 3, deployment: { manifest: {} } })).toMatchObject({ kind: "graph" });
  });
});
