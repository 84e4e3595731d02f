import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { policies } from "../../../policies/rules";
import { transitionIds } from "../../../src/findings/cause";
import { run } from "../run";

const explain = (id: string) => run(`explain ${id}`, { readText: (path) => readFile(path, "utf8") });

describe("no521 explain", () => {
  test("prints what a comparison shows, without the marks of the page", async () => {
    expect(await explain("setting-removed")).toEqual({
      status: 0,
      err: "",
      out: [
        "setting-removed",
        "",
        "A zone's setting leaves the program, and Cloudflare keeps its last value.",
        "",
        "- Visitors see meanwhile: 521, 522, 525, 526, 520, a redirect loop",
        "- Instead: Set the value that is wanted, deploy, and only then remove the resource.",
        "- Source: https://github.com/cloudflare/terraform-provider-cloudflare/blob/main/internal/services/zone_setting/resource.go",
      ].join("\n"),
    });
  });

  test("prints a policy's page for its id and for its cause", async () => {
    const { out } = await explain("require-listener");
    expect(out.split("\n").slice(0, 5)).toEqual([
      "require-listener",
      "",
      "Require something to listen on the port that the SSL mode dials.",
      "",
      "cause: nothing-listens",
    ]);
    expect((await explain("nothing-listens")).out).toBe(out);
    expect(out).not.toMatch(/```|<!--|\]\(|^\|/m);
  });

  test("knows every policy, every cause and every transition", async () => {
    const ids = [...policies.flatMap(({ id, cause }) => [id, cause]), ...transitionIds, "require-known-outcome"];
    const ran = await Promise.all(ids.map(explain));
    const short = ran.filter(({ status, out }) => status !== 0 || out.split("\n").length < 5);
    expect(short).toEqual([]);
  });

  test.each([
    ["require-listner", "Did you mean require-listener or require-tls-listener?"],
    ["loop", "Did you mean no-redirect-loop or redirect-loop?"],
    ["xyzzy", "See docs/policies/README.md for all of them."],
  ])("says what is written nearly like %s", async (id, fix) => {
    expect(await explain(id)).toEqual({
      status: 2,
      out: "",
      err: `error: There is no policy and no cause "${id}".\n  fix: ${fix}`,
    });
  });
});
