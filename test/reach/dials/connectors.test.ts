import { describe, expect, test } from "vitest";
import type { Inputs, Site } from "../../../policies/example";
import { exampleRanges, graphOf } from "../../../policies/example-graph";
import { output, resource } from "../../../policies/sites";
import { connected, out } from "../../../policies/tunnels";
import type { ResourceNode } from "../../../src/graph/resource";
import { createGraph } from "../../../src/graph/resource-graph";
import { types } from "../../../src/graph/types";
import { notKnown } from "../../../src/graph/value";
import { reach } from "../../../src/reach/reach";

const open = [out("udp", 7844)];

/** What visitors of the tunnel's hostname get by https, and why not; what some resources are told is not known. */
function answered(add: Site, set: Readonly<Record<string, Inputs>> = {}, untold: readonly string[] = []) {
  const nodes = graphOf({ title: "", add, set }).nodes.map((node) => (untold.includes(node.name) ? hide(node) : node));
  const { rows } = reach(createGraph(nodes), { edgeRanges: exampleRanges });
  const row = rows.find(({ hostname, visitor }) => hostname === "app.example.com" && visitor.scheme === "https");
  return [row?.outcome, row?.failure?.why ?? row?.codes];
}

/** What a provider function answers is not known at a preview, and comes from no resource. */
function hide(node: ResourceNode): ResourceNode {
  const property = node.type === types.instance ? "userData" : "value";
  const dependsOn = new Map([...node.dependsOn].filter(([name]) => name !== property));
  return { ...node, inputs: { ...node.inputs, [property]: notKnown }, dependsOn };
}

function never(why: string) {
  return ["fails", `Tunnel "tunnel" is never connected: cloudflared on "connector" cannot dial out, since ${why}.`];
}

const closed = never('security group "outbound" has no egress rule for port 7844');

describe("a tunnel", () => {
  test.each([
    ["UDP", [out("udp", 7844)]],
    ["TCP", [out("tcp", 7844)]],
    ["everything", [out("-1", 0)]],
    ["a range of ports", [{ ...out("tcp", 1024), toPort: 65535 }]],
    ["Cloudflare alone", [{ ...out("udp", 7844), cidrBlocks: ["198.41.192.0/24", "198.41.200.0/24"] }]],
  ])("is connected where the connector's group lets port 7844 out by %s", (_, egress) => {
    expect(answered(connected(egress))).toEqual(["ok", []]);
  });

  test.each([
    ["without egress rules", []],
    ["with https alone", [out("tcp", 443)]],
    ["to a private network alone", [{ ...out("tcp", 7844), cidrBlocks: ["10.0.0.0/8"] }]],
  ])("is never connected where the connector wears a group %s", (_, egress) => {
    expect(answered(connected(egress))).toEqual(closed);
  });

  test("is not known to be connected where the group belongs to another program", () => {
    expect(answered(connected([]), { connector: { vpcSecurityGroupIds: ["sg-0123456789abcdef0"] } })).toEqual([
      "unknown",
      [],
    ]);
  });

  test("is never connected where the network ACL has no entry that lets the port out", () => {
    const entry = { protocol: "tcp", ruleNo: 100, action: "allow", cidrBlock: "0.0.0.0/0", fromPort: 443, toPort: 443 };
    const guarded = (egress: Inputs) => ({
      ...connected(open),
      acl: resource(types.networkAcl, {
        vpcId: output("vpc", "id"),
        subnetIds: [output("subnet", "id")],
        egress: [egress],
      }),
    });
    expect(answered(guarded(entry))).toEqual(never('Network ACL "acl" has no egress entry for port 7844'));
    expect(answered(guarded({ ...entry, action: "deny", protocol: "-1", fromPort: 0, toPort: 0 }))).toEqual(
      never('Network ACL "acl" has no egress entry for port 7844'),
    );
    expect(answered(guarded({ ...entry, toPort: 8000 }))).toEqual(["ok", []]);
    expect(answered(guarded({ ...entry, protocol: "-1", fromPort: 0, toPort: 0 }))).toEqual(["ok", []]);
  });

  test("is connected by the one of two connectors that may dial out", () => {
    const other = resource(types.instance, {
      ami: "ami-0123456789abcdef0",
      instanceType: "t3.small",
      subnetId: output("subnet", "id"),
      vpcSecurityGroupIds: [output("firewall", "id")],
      userData: output("tunnel", "id"),
    });
    expect(answered({ ...connected([]), other })).toEqual(["ok", []]);
  });

  test("is judged by the group of a service that gets the token from a store of secrets", () => {
    const { connector: _, ...rest } = connected([]);
    const stored = {
      ...rest,
      token: resource("aws:secretsmanager/secret:Secret", { name: "tunnel" }),
      version: resource("aws:secretsmanager/secretVersion:SecretVersion", {
        secretId: output("token", "id"),
        secretString: output("tunnel", "id"),
      }),
      task: resource(types.taskDefinition, { family: "tunnel", containerDefinitions: output("token", "arn") }),
      connector: resource(types.ecsService, {
        taskDefinition: output("task", "arn"),
        desiredCount: 2,
        networkConfiguration: { subnets: [output("subnet", "id")], securityGroups: [output("outbound", "id")] },
      }),
    };
    expect(answered(stored)).toEqual(closed);
    expect(answered(stored, { connector: { desiredCount: 0 } })).toEqual(never("it runs no task"));
  });

  test("has the connector that names cloudflared where it is the only tunnel, and none where there are two", () => {
    const named = { connector: { userData: "#!/bin/sh\ncloudflared service install" } };
    expect(answered(connected([]), named)).toEqual(closed);
    const second = resource(types.tunnel, { accountId: "0123456789abcdef0123456789abcdef", name: "second" });
    expect(answered({ ...connected([]), second }, named)).toEqual(["ok", []]);
  });

  test("is not run by a server that only knows its hostname", () => {
    const knows = { userData: output("tunnelled", "name") };
    expect(answered(connected([]), { connector: knows })).toEqual(["ok", []]);
  });

  const alone = {
    alone: resource(types.subnet, { vpcId: output("vpc", "id"), cidrBlock: "10.0.99.0/24" }),
    table: resource(types.routeTable, { vpcId: output("vpc", "id"), routes: [] }),
    link: resource(types.routeTableAssociation, {
      subnetId: output("alone", "id"),
      routeTableId: output("table", "id"),
    }),
  };
  const moved = { connector: { subnetId: output("alone", "id") } };

  test("is never connected where the connector's subnet has no route to the internet", () => {
    expect(answered({ ...connected(open), ...alone }, moved)).toEqual(
      never('subnet "alone" has no route to the internet'),
    );
    for (const routes of [
      [{ cidrBlock: "0.0.0.0/0", natGatewayId: "nat-0123456789abcdef0" }],
      [{ cidrBlock: "198.41.192.0/20", transitGatewayId: "tgw-0123456789abcdef0" }],
    ]) {
      expect(answered({ ...connected(open), ...alone }, { ...moved, table: { routes } })).toEqual(["ok", []]);
    }
  });

  test("is not known to be connected where what may be its only connector cannot dial out", () => {
    expect(answered(connected([]), {}, ["connector"])).toEqual(["unknown", []]);
    expect(answered(connected(open), {}, ["connector"])).toEqual(["ok", []]);
    const free = resource(types.instance, {
      ami: "ami-0123456789abcdef0",
      subnetId: output("subnet", "id"),
      vpcSecurityGroupIds: [output("firewall", "id")],
    });
    expect(answered({ ...connected([]), free }, {}, ["connector", "free"])).toEqual(["ok", []]);
    const stored = { token: resource("aws:ssm/parameter:Parameter", { name: "tunnel", type: "SecureString" }) };
    const fetched = { connector: { userData: output("token", "arn") } };
    expect(answered({ ...connected([]), ...stored }, fetched, ["token"])).toEqual(["unknown", []]);
    expect(answered({ ...connected(open), ...stored }, fetched, ["token"])).toEqual(["ok", []]);
  });
});
