import * as cloudflare from "@pulumi/cloudflare";
import { describe, expect, test } from "vitest";
import { Waiver, type WaiverArgs } from "../../../infra/components/waiver";
import { waiversIn } from "../../../src/findings/waivers";
import { createGraph } from "../../../src/graph/resource-graph";
import { recordProgram } from "../record-program";

const written = { policy: "no-ephemeral-address", reason: "A trial.", until: "2026-12-31" };

function www(): cloudflare.DnsRecord {
  return new cloudflare.DnsRecord("www", { zoneId: "z", name: "www.example.com", type: "CNAME", ttl: 1 });
}

describe("Waiver", () => {
  test("is a mark for the checks, which they read with the URN of the resource, and nothing else", async () => {
    const { nodes, children } = await recordProgram(() => {
      new Waiver("trial", { ...written, resource: www() });
    });
    expect(children).toEqual(["DnsRecord www", "Waiver trial"]);
    const [record, waiver] = nodes;
    expect([waiver?.kind, waiver?.outputs]).toEqual(["component", { ...written, resource: record?.urn }]);
    expect(waiversIn(createGraph(nodes))).toEqual({
      waivers: [{ ...written, resource: record?.urn, writtenIn: "urn:pulumi:dev::test::no521:index:Waiver::trial" }],
      unreadable: [],
    });
  });

  test("takes a pattern in place of a resource", async () => {
    const { nodes } = await recordProgram(() => void new Waiver("trial", { ...written, resource: "*::www" }));
    expect(waiversIn(createGraph(nodes)).waivers.map(({ resource }) => resource)).toEqual(["*::www"]);
  });

  test.each<[Partial<WaiverArgs>, string]>([
    [{ reason: " " }, "is empty; say why it is accepted"],
    [{ until: "2026-02-30" }, 'is "2026-02-30", not a day such as 2026-12-31'],
    [{ until: "next week" }, 'is "next week", not a day such as 2026-12-31'],
    [{ until: "2026-12-31T00:00:00Z" }, 'is "2026-12-31T00:00:00Z", not a day such as 2026-12-31'],
  ])("refuses %j before anything is registered", async (change, reason) => {
    const recording = recordProgram(() => void new Waiver("trial", { ...written, resource: "*", ...change }));
    await expect(recording).rejects.toMatchObject({ propertyPath: Object.keys(change)[0], reason });
  });
});
