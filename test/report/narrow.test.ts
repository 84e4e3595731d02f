import { describe, expect, test } from "vitest";
import { plain } from "../../src/report/paint";
import { render } from "../../src/report/render";
import { renderText } from "../../src/report/text";
import { wrap } from "../../src/report/wrap";
import { siteWith } from "../reach/site";
import { context, fullReport, reportOf } from "./sample";

const broken = reportOf(siteWith({ "group-443-172.64.0.0/13": null }));

describe("on a narrow terminal", () => {
  test("the matrix has a line for each way to come, below the hostname", () => {
    expect(renderText(broken, plain, 60).split("\n").slice(0, 5)).toEqual([
      "www.example.com",
      "  http   IPv4  redirected at the edge",
      "         IPv6  redirected at the edge",
      "  https  IPv4  522, some visitors [1]",
      "         IPv6  ok",
    ]);
  });

  test("sentences are broken at spaces, and addresses are not", () => {
    const lines = [broken, { ...fullReport(), drift: null }].flatMap((each) => renderText(each, plain, 60).split("\n"));
    expect(lines.filter((line) => line.length > 60 && line.trim().includes(" "))).toEqual([]);
  });

  test("a word that is longer than the line stands alone", () => {
    expect(wrap("a verylongwordindeed b", 8, 2)).toEqual(["a", "  verylongwordindeed", "  b"]);
  });
});

describe("a comment", () => {
  test("names the targets of those who fail, where the edge chooses among several", () => {
    const reach = broken.reach.map((row) => {
      const [dial] = row.dials;
      if (row.outcome !== "fails" || dial === undefined) return row;
      return { ...row, ranges: [], dials: [dial, { ...dial, target: "198.51.100.7", outcome: "ok" as const }] };
    });
    expect(render({ ...broken, reach }, "markdown", context)).toContain(
      '- `www.example.com`, https over IPv4: 522 where the edge chooses `load balancer "alb"`, which is 1 of 2 targets.',
    );
  });

  test("names ten hostnames of a finding, and how many more there are", () => {
    const hostnames = Array.from({ length: 12 }, (_, index) => `h${index}.example.com`);
    const findings = broken.findings.slice(0, 1).map((finding) => ({ ...finding, hostnames, codes: [] }));
    const comment = render({ ...broken, findings }, "markdown", context);
    expect(comment).toContain("`h9.example.com` and 2 more  \n");
    expect(render({ ...broken, findings }, "text", context)).toContain(
      "h0.example.com, h1.example.com, h2.example.com, h3.example.com and 8 more\n  error  require-cloudflare-ranges\n",
    );
  });

  test.each([
    ["used", "2026-11-23", "2026-11-23, covers 1 finding, **ends today**"],
    ["used", "2026-11-24", "2026-11-24, covers 1 finding, **ends in 1 day**"],
    ["used", "2026-12-08", "2026-12-08, covers 1 finding |"],
    ["unused", "2026-12-31", "2026-12-31, covers nothing |"],
  ] as const)("says of a %s waiver until %s what is to be done", (state, until, says) => {
    const waiver = { policy: "p", resource: "*", reason: "r", writtenIn: "no521.yaml", findings: ["id"] };
    expect(render({ ...broken, waivers: [{ ...waiver, state, until }] }, "markdown", context)).toContain(says);
  });

  test("has a title where neither project nor stack is known, and shows what is waived of a drift", () => {
    const report = { ...fullReport(), project: null, stack: null, comparison: null };
    const waiver = { policy: "drift", resource: "*", reason: "By hand.", until: "2027-01-01" };
    const changes = (report.drift?.changes ?? []).map((change) => ({ ...change, waiver, codes: [], hostnames: [] }));
    const drifted = { ...report, drift: { method: "preview" as const, changes, certificates: [] } };
    const comment = render(drifted, "markdown", context);
    expect(comment.startsWith("## no521\n")).toBe(true);
    expect(comment).toContain("**visitors now** (edited-in-aws, `outputs-differ`)  \n");
    expect(comment).toContain("Waived until 2027-01-01: By hand.");
    expect(comment).toContain("**Drift: 1 change. 1 change is waived.**");
    const page = render(drifted, "html", context);
    expect(page).toContain("<title>no521</title>");
    expect(page).toContain("<dt>waived</dt><dd>until 2027-01-01: By hand.</dd>");
  });
});
