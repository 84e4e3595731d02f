import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { Example } from "../../../policies/example";
import { graphOf, urnOf } from "../../../policies/example-graph";
import { policies } from "../../../policies/rules";
import { plainListener, resource } from "../../../policies/sites";
import type { ResourceNode } from "../../../src/graph/resource";
import { types } from "../../../src/graph/types";
import { waiverType } from "../../../src/tags";
import { temporaryFolder } from "../../temporary-folder";
import { type PackProcess, type Said, startPack } from "../pack-process";

const folder = resolve(__dirname, "../../../policies");
const listener = urnOf(types.loadBalancer, "balancer");

function resourcesOf(example: Omit<Example, "title">): readonly ResourceNode[] {
  return graphOf({ title: "", ...example }).nodes;
}

/** A site on which nothing listens on port 443. */
const closed = resourcesOf({ add: { listener: plainListener } });

/** Starts the pack with the text of a no521.yaml. */
async function packWith(config: string): Promise<PackProcess & { readonly path: string }> {
  const path = join(await temporaryFolder(), "no521.yaml");
  await writeFile(path, config);
  return { ...(await startPack(folder, { NO521_CONFIG: path })), path };
}

async function saidWith(config: string, resources = closed): Promise<readonly Said[]> {
  const pack = await packWith(config);
  return pack.preview(resources).finally(() => pack.stop());
}

const waiver = "waivers: [{ policy: require-listener, resource: '*::balancer', reason: It moves., until: 2999-12-31 }]";

function shortly(said: readonly Said[]): readonly string[] {
  return said.map(({ policy, level }) => `${policy} ${level}`);
}

describe("the pack with a no521.yaml", () => {
  test("stops a deployment, tells of it, or is silent, as the severity says", async () => {
    expect(shortly(await saidWith(""))).toEqual(["require-listener mandatory"]);
    expect(shortly(await saidWith("rules: { require-listener: warning }"))).toEqual(["require-listener advisory"]);
    expect(await saidWith("rules: { require-listener: off }")).toEqual([]);
  });

  test("tells of a waiver instead of the finding that it silences", async () => {
    const pack = await packWith(waiver);
    const said = await pack.preview(closed).finally(() => pack.stop());
    expect(said).toEqual([
      {
        policy: "require-visible-waivers",
        level: "advisory",
        urn: "",
        message: `Require every waiver to be told, with what became of it.
Waived until 2999-12-31: require-listener on *::balancer, one finding.
  reason: It moves.
  written in: ${pack.path}`,
      },
    ]);
  });

  test("tells of waivers that cover nothing", async () => {
    const [said, ...others] = await saidWith(waiver.replace("balancer", "elsewhere"), resourcesOf({}));
    expect([said?.level, said?.message.split("\n").slice(1, 4), others]).toEqual([
      "advisory",
      [
        "The waiver of require-listener on *::elsewhere covers nothing.",
        "  reason: It moves.",
        "  fix: Remove it, or correct it.",
      ],
      [],
    ]);
  });

  test("lets an expired waiver silence nothing", async () => {
    const said = await saidWith(waiver.replace("2999", "2020"));
    expect(shortly(said)).toEqual(["require-listener mandatory", "require-visible-waivers advisory"]);
    expect(said[1]?.message.split("\n")[1]).toBe(
      "The waiver of require-listener on *::balancer holds no longer since 2020-12-31.",
    );
  });

  test("heeds a waiver that stands in the program", async () => {
    const inputs = { policy: "require-listener", resource: listener, reason: "It moves.", until: "2999-12-31" };
    const said = await saidWith(
      "",
      resourcesOf({ add: { listener: plainListener, moving: resource(waiverType, inputs) } }),
    );
    expect(said.map(({ policy, message }) => [policy, message.split("\n").at(-1)])).toEqual([
      ["require-visible-waivers", `  written in: ${urnOf(waiverType, "moving")}`],
    ]);
  });

  test("fails the operation before anything is made where the file is wrong, and names the key", async () => {
    const pack = await packWith("plan: gold");
    await expect(pack.preview(closed).finally(() => pack.stop())).rejects.toThrow(
      `from policy pack 'no521@v0.1.0':
${pack.path}: plan must be one of free, pro, business, enterprise, and it is "gold".
  fix: See docs/configuration.md for the keys and their values.`,
    );
  });

  test("says that it found none", async () => {
    const pack = await startPack(folder);
    await pack.preview([]).finally(() => pack.stop());
    expect(pack.remarks().split("; ")[0]).toBe(
      `no521: The settings are the defaults, since no no521.yaml is at or above ${folder}`,
    );
  });
});

describe("the pack with --policy-pack-config", () => {
  const ranges = "203.0.113.0/24";

  test("declares the parameters of a policy as JSON Schema", async () => {
    const pack = await packWith("");
    const { policiesList } = await pack.info().finally(() => pack.stop());
    const schemas = policiesList.filter(({ configschema }) => configschema !== undefined);
    expect(schemas.map(({ name }) => name)).toEqual(
      policies.filter(({ parameters }) => parameters !== undefined).map(({ id }) => id),
    );
  });

  test("puts a policy's own parameter before that of no521.yaml", async () => {
    const pack = await packWith("");
    const before = await pack.preview(resourcesOf({}));
    await pack.configure("require-cloudflare-ranges", { extraRanges: [ranges] });
    const after = await pack.preview(resourcesOf({})).finally(() => pack.stop());
    expect([before, after.map(({ policy, message }) => [policy, message.split("\n")[1]])]).toEqual([
      [],
      [["require-cloudflare-ranges", `Security group "firewall" has no rule for ${ranges} on port 443.`]],
    ]);
  });

  test.each([
    {
      policy: "require-cloudflare-ranges",
      given: { extraRange: [ranges] },
      says: `--policy-pack-config: require-cloudflare-ranges has the unknown key "extraRange".
  fix: Remove it; the keys of this policy are enforcementLevel and extraRanges.`,
    },
    {
      policy: "require-listener",
      given: { plan: "free", port: 443 },
      says: `--policy-pack-config: require-listener has the unknown keys "plan", "port".
  fix: Remove them; the only key of this policy is enforcementLevel.`,
    },
    {
      policy: "require-visible-waivers",
      given: { plan: "free" },
      says: `--policy-pack-config: require-visible-waivers has the unknown key "plan".
  fix: Remove it; the only key of this policy is enforcementLevel.`,
    },
  ])("refuses a key that $policy does not have", async ({ policy, given, says }) => {
    const pack = await packWith("");
    await pack.configure(policy, given);
    await expect(pack.preview(resourcesOf({})).finally(() => pack.stop())).rejects.toThrow(
      `from policy pack 'no521@v0.1.0':\n${says}`,
    );
  });

  test("takes the parameters of no521.yaml for all policies", async () => {
    const said = await saidWith(`extraRanges: [${ranges}]`, resourcesOf({}));
    expect(shortly(said)).toEqual(["require-cloudflare-ranges mandatory"]);
  });
});
