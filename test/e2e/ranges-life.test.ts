import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { processIo } from "../../src/cli/io";
import { main } from "../../src/cli/main";
import { snapshot } from "../../src/cloudflare/ranges";
import { exportState } from "../../src/engine/stack";
import type { LiveReader } from "../../src/ranges/desired";
import { rangesFileName } from "../../src/ranges/store";
import { type Drifted, driftOf } from "./drift";
import { type EngineFixture, engineTest } from "./engine";
import { openSite, type Site } from "./site";
import { openRanges, steps } from "./timeline";

const [coming, leaving] = ["104.24.0.0/14", "131.0.72.0/22"] as const;
const old = snapshot.ranges.filter(({ cidr }) => cidr !== coming);
const cidrs = (without: string): readonly string[] =>
  snapshot.ranges.map(({ cidr }) => cidr).filter((cidr) => cidr !== without);

/** What Cloudflare publishes, as two sources that agree tell it. */
function publishing(list: readonly string[]): LiveReader {
  const source = "https://api.cloudflare.com/client/v4/ips";
  return () =>
    Promise.resolve({ kind: "live", list: { cidrs: list, etag: null, source, crossChecked: true, notes: [] } });
}

/** Commands in the site's world, with what Cloudflare publishes. */
function commandsOf(engine: EngineFixture, site: Site, readLive: LiveReader) {
  const { environment: env, projectFolder: cwd } = site.target;
  return {
    drift: (...args: readonly string[]) => driftOf(engine, cwd, ["--stack", "sandbox", ...args], { env, readLive }),
    update: async () => {
      const out: string[] = [];
      const status = await main(["ranges", "update"], {
        ...processIo(),
        env,
        readLive,
        cwd,
        out: (text) => void out.push(text),
      });
      return [status, ...out.join("\n").split("\n").slice(0, -1)];
    },
  };
}

/** ACM and others write for themselves, which is no drift. */
function driftIn({ report }: Drifted) {
  return (report.drift?.changes ?? []).filter((change) => change.class !== "provider-noise");
}

engineTest(
  "a range is announced, reviewed and added, and another one withdrawn, held and closed last",
  async ({ engine }) => {
    const site = await openSite(engine);
    await site.useRanges(old);
    await site.succeed("up");
    const open = async () => openRanges(JSON.parse(JSON.stringify(await exportState(site.target))), 443);

    const announcing = commandsOf(engine, site, publishing(snapshot.ranges.map(({ cidr }) => cidr)));
    const announced = await announcing.drift();
    expect([announced.status, driftIn(announced).map(({ what }) => what)]).toEqual([
      1,
      [`Cloudflare publishes ${coming}, which the reviewed list lacks.`],
    ]);
    // Visitors who come by way of it would be lost: that is an error, and not a remark.
    expect(announced.report.findings).toContainEqual(
      expect.objectContaining({ cause: "ranges-not-allowed", severity: "error", codes: [522] }),
    );
    expect(await announcing.update()).toEqual([0, `+ ${coming}       published: active`]);

    const added = await announcing.drift("--remediate", "safe");
    expect([added.status, driftIn(added), added.report.notes]).toEqual([
      0,
      [],
      [`Mended: ingress rule "site-https-104-24-0-0-14": tcp 443 for ${coming} was added.`],
    ]);
    expect(await open()).toEqual(snapshot.ranges.map(({ cidr }) => cidr).toSorted());

    const withdrawing = commandsOf(engine, site, publishing(cidrs(leaving)));
    const withdrawn = await withdrawing.drift();
    expect([withdrawn.status, driftIn(withdrawn).map(({ urgency, what }) => [urgency, what])]).toEqual([
      1,
      [["protection", `Cloudflare no longer publishes ${leaving}, which security group "site-https" lets in.`]],
    ]);
    const [status, line = ""] = await withdrawing.update();
    expect([status, line]).toEqual([
      0,
      expect.stringMatching(/^~ 131\.0\.72\.0\/22 +no longer published: open until \d{4}-/),
    ]);
    expect((await withdrawing.drift()).status).toBe(0);

    const file = join(dirname(site.target.environment.NO521_CONFIG ?? ""), rangesFileName);
    const { ranges } = JSON.parse(await readFile(file, "utf8"));
    expect(ranges).toContainEqual(expect.objectContaining({ cidr: leaving, state: "retiring" }));
    // The day passes.
    await site.useRanges(
      snapshot.ranges.map((range) =>
        range.cidr === leaving ? { cidr: leaving, state: "retiring", removeAfter: "2000-01-01" } : range,
      ),
    );
    const late = await withdrawing.drift("--remediate", "safe");
    expect([late.status, driftIn(late).map(({ urgency, decidedBy }) => [urgency, decidedBy])]).toEqual([
      1,
      [["protection", "range-past-date"]],
    ]);
    expect(late.report.notes).toEqual([
      "No update was run, since it does more than is safe without a person.",
      'It would delete ingress rule "site-https-131-0-72-0-22".',
    ]);
    const last = await site.succeed("up");
    expect(steps(last.events)).toEqual([
      "begin delete SecurityGroupIngressRule site-https-131-0-72-0-22",
      "done delete SecurityGroupIngressRule site-https-131-0-72-0-22",
    ]);
    expect(driftIn(await withdrawing.drift())).toEqual([]);
  },
  600_000,
);
