import { describe, expect, test } from "vitest";
import { reportSchema } from "../../../src/report/schema";
import { goodSite, type Site, siteWith, stateOf } from "../../reach/site";
import { run } from "../run";

/** Runs `no521 reach` on the state of a site. */
function reachOf(site: Site, options = "") {
  const readText = (path: string) =>
    path === "/state.json" ? Promise.resolve(JSON.stringify(stateOf(site))) : Promise.reject(new Error("no such file"));
  return run(`reach --state state.json ${options}`, { readText });
}

/** Reports whether a section of the text is a note, alone or as the first below its hostnames. */
function isNote(section: string): boolean {
  return /^(\S.*\n)? {2}note {2}/.test(section);
}

describe("no521 reach", () => {
  test("prints the matrix of a state and says that all visitors get through", async () => {
    const { status, out, err } = await reachOf(goodSite);
    const [matrix, ...others] = out.split("\n\n");
    expect([status, err, matrix?.split("\n"), others.at(-1)]).toEqual([
      0,
      "",
      [
        "hostname          visitor   IPv4                     IPv6",
        "www.example.com   http      redirected at the edge   redirected at the edge",
        "                  https     ok                       ok",
      ],
      "All visitors of 1 hostname reach the origin.",
    ]);
    // What is no more than a note has its own tests.
    expect(others.slice(0, -1).filter((section) => !isNote(section))).toEqual([]);
  });

  test("names the missing range, what to add, and exits with 1", async () => {
    const { status, out } = await reachOf(siteWith({ "group-443-172.64.0.0/13": null }));
    const sections = out.split("\n\n").filter((section) => !isNote(section));
    expect([status, sections.join("\n\n").split("\n")]).toEqual([
      1,
      [
        "hostname          visitor   IPv4                     IPv6",
        "www.example.com   http      redirected at the edge   redirected at the edge",
        "                  https     522, some visitors [1]   ok",
        "",
        '[1] Security group "group" has no rule for 172.64.0.0/13 on port 443.',
        "",
        "www.example.com",
        "  error  require-cloudflare-ranges  522",
        '    Security group "group" has no rule for 172.64.0.0/13 on port 443.',
        "    edge → resolve → route → network ACL → security group: stopped for 172.64.0.0/13",
        '    - alb: load balancer "alb" is guarded by this group',
        "    fix: Allow 172.64.0.0/13 on TCP port 443.",
        "    https://github.com/no521/no521/blob/main/docs/policies/require-cloudflare-ranges.md",
        "",
        "Visitors of 1 of 1 hostname will see errors.",
      ],
    ]);
  });

  test("never says clean while a row is unknown", async () => {
    const unknown = siteWith({ ssl: null });
    const { status, out } = await reachOf(unknown);
    expect([status, out.split("\n").at(-1)]).toEqual([
      0,
      "Nothing is known to fail, and 1 of 1 hostname could not be judged.",
    ]);
    expect((await reachOf(unknown, "--fail-on unknown")).status).toBe(2);
  });

  test("gives JSON that its schema accepts", async () => {
    const { out } = await reachOf(siteWith({ listener: { port: 80 } }), "--format json");
    const report = reportSchema.parse(JSON.parse(out));
    expect(report).toMatchObject({ version: 1, project: "test", stack: "test", summary: { fails: 2, redirected: 2 } });
    expect(report.reach.at(2)).toMatchObject({ codes: [521, 522], cause: "nothing-listens", hop: "listener" });
  });

  test.each([
    ["{", `state.json is no JSON: Expected property name or '}' in JSON at position 1 (line 1 column 2).`],
    ["{}", "Cannot read state.json as a state: it has no `resources` list."],
  ])("refuses a state that reads %j", async (text, what) => {
    const ran = await run("reach --state state.json", { readText: () => Promise.resolve(text) });
    const fix = "Give a file that `pulumi stack export --file FILE` wrote.";
    expect(ran).toEqual({ status: 2, out: "", err: `error: ${what}\n  fix: ${fix}` });
  });

  test("refuses --stack beside --state as a usage error", async () => {
    expect(await run("reach --state a --stack b")).toEqual({
      status: 64,
      out: "",
      err: "error: --stack and --state exclude each other.\n  fix: Give one of them.",
    });
  });
});
