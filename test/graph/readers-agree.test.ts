import { describe, expect, test } from "vitest";
import type { ResourceNode } from "../../src/graph/resource";
import { archetypes } from "../corpus/archetypes";
import { mutations } from "../corpus/mutations/all";
import { plant } from "../corpus/plant";
import { deploy, readFrom } from "./deployed-program";
import { completedLater, packaged, publishedLater, readGroup } from "./hidden-programs";
import { asPolicySees, asStateSays, openInputs, type RowRead, rowsOf } from "./readers";

describe("the readers of a recording, of policy arguments and of a state agree", () => {
  test.each(archetypes.map((archetype) => [archetype.title, archetype] as const))(
    "on a program with %s",
    async (_, archetype) => {
      const { graph } = await plant(archetype);
      const recorded = rowsOf(graph);
      const deployed = await deploy(archetype);
      expect(openInputs(deployed)).toEqual([]);
      const state = rowsOf(asStateSays(deployed));
      expect(rowsOf(asPolicySees(graph.nodes, "preview"))).toEqual(recorded);
      expect(rowsOf(asPolicySees(deployed, "update"))).toEqual(state);
      expect(state).toEqual(recorded);
    },
  );
});

/** Outages, each in one program; every third of them, or all under NO521_CORPUS=all. */
const outages = mutations
  .filter(({ codes, steps }) => codes.length > 0 && steps.every((step) => step.do !== "rename" && step.do !== "nest"))
  .filter((_, index) => process.env.NO521_CORPUS === "all" || index % 3 === 0)
  .flatMap((mutation) => {
    // Our own program refuses at deployment what ACM would not answer, so that some outages of it leave no state.
    const fitting = archetypes.filter((archetype) => mutation.fits(archetype) && !archetype.id.startsWith("own-"));
    const archetype = fitting[mutation.id.length % Math.max(fitting.length, 1)];
    return archetype === undefined ? [] : [[mutation.id, archetype.title, mutation, archetype] as const];
  });

describe("the readers agree on an outage", () => {
  test.each(outages)("%s in a program with %s", async (_, __, { codes, steps }, archetype) => {
    const { graph } = await plant(archetype, steps);
    const recorded = rowsOf(graph);
    expect(rowsOf(asPolicySees(graph.nodes, "preview"))).toEqual(recorded);
    // What AWS or Cloudflare refuses leaves no state.
    if (codes.every((code) => code === "deploy")) return;
    const deployed = await deploy(archetype, {}, steps);
    expect(rowsOf(asPolicySees(deployed, "update"))).toEqual(recorded);
    expect(rowsOf(asStateSays(deployed))).toEqual(recorded);
  });
});

/** The rows of a hostname that redirects at the edge. */
function rows(hostname: string, says: string): readonly RowRead[] {
  return [
    { row: `${hostname} http:80 4`, says: "redirected" },
    { row: `${hostname} https:443 4`, says },
  ];
}

/** Providers that are bridged from Terraform write a resource's id among its outputs too. */
function withIds(nodes: readonly ResourceNode[]): readonly ResourceNode[] {
  return nodes.map((node) => (node.id === undefined ? node : { ...node, outputs: { ...node.outputs, id: node.id } }));
}

describe("the readers differ only on what one of them cannot see", () => {
  test("a recording does not know a resource that is only read; the engine and the state do", async () => {
    const office = { protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["203.0.113.0/24"] };
    const cloud = { shared: { vpcId: "vpc-0a1b2c3d4e5f60718", ingress: [office], egress: [] } };
    const { graph } = await plant(readGroup);
    const deployed = await deploy(readGroup, cloud);
    const known = rows("guest.example.com", "ranges-not-allowed 522 for none");
    expect(rowsOf(graph)).toEqual(rows("guest.example.com", "unknown"));
    expect(rowsOf(asPolicySees(readFrom(cloud, graph.nodes), "preview"))).toEqual(known);
    expect(rowsOf(asPolicySees(deployed, "update"))).toEqual(known);
    expect(rowsOf(asStateSays(deployed))).toEqual(known);
  });

  test("a recording does not know what the provider of a remote component makes; the engine and the state do", async () => {
    const { graph } = await plant(packaged.declared);
    const made = (await plant(packaged.made)).graph;
    const deployed = await deploy(packaged.made);
    const known = rows("team.example.com", "ok");
    expect(rowsOf(graph)).toEqual(rows("team.example.com", "unknown"));
    expect(rowsOf(asPolicySees(made.nodes, "preview"))).toEqual(known);
    expect(rowsOf(asPolicySees(deployed, "update"))).toEqual(known);
    expect(rowsOf(asStateSays(deployed))).toEqual(known);
  });

  test("nothing but an update knows what a program declares within the apply of an unknown", async () => {
    const { graph } = await plant(publishedLater);
    const deployed = await deploy(publishedLater);
    const early = rows("early.example.com", "ok");
    const late = rows("late.example.com", "ok");
    expect(rowsOf(graph)).toEqual(early);
    expect(rowsOf(asPolicySees(graph.nodes, "preview"))).toEqual(early);
    expect(rowsOf(asPolicySees(deployed, "update"))).toEqual([...early, ...late]);
    expect(rowsOf(asStateSays(deployed))).toEqual([...early, ...late]);
  });

  test.each([
    ["rules", "ranges-not-allowed 522 for none"],
    ["listener", "nothing-listens 521/522 for none"],
    ["associations", "origin-not-public 522 for none"],
  ] as const)(
    "a preview takes %s made within an apply for missing; a recording sees that the apply waits",
    async (later, missing) => {
      const { graph } = await plant(completedLater(later));
      const deployed = await deploy(completedLater(later));
      const done = rows("slow.example.com", "ok");
      expect(rowsOf(graph)).toEqual(rows("slow.example.com", "unknown"));
      expect(rowsOf(asPolicySees(graph.nodes, "preview"))).toEqual(rows("slow.example.com", missing));
      expect(rowsOf(asPolicySees(withIds(deployed), "update"))).toEqual(done);
      expect(rowsOf(asStateSays(deployed))).toEqual(done);
    },
  );
});
