import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { style, styleHash } from "../../src/report/html-style";
import { render } from "../../src/report/render";
import { siteWith } from "../reach/site";
import { context, fullReport, reportOf } from "./sample";

const page = render(fullReport(), "html", context);

describe("a report as a page", () => {
  test("admits its one style by the hash that the style has, and nothing else", () => {
    expect(styleHash).toBe(`sha256-${createHash("sha256").update(style).digest("base64")}`);
    expect(page).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;${styleHash}&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;">`,
    );
    expect([page.includes("<script"), page.includes("style="), page.includes("src=")]).toEqual([false, false, false]);
  });

  test("marks the hop that stops some visitors, and the one behind which nobody comes", () => {
    expect(page).toContain(
      '<li class="partly">security group <span class="state">✕ stops some</span></li><li class="passes">listener',
    );
    expect(page).toContain(
      '<li class="fails">security group <span class="state">✕ stops here</span></li><li class="beyond">listener',
    );
  });

  test("draws one way for both address families where they are alike", () => {
    expect(render(reportOf(siteWith({})), "html", context)).toContain(
      '<ol class="path" aria-label="Way of https over IPv4 and IPv6">',
    );
  });

  test("leads from each hostname of the matrix to its way", () => {
    const targets = [...page.matchAll(/<a href="#([^"]+)"/g)].map(([, target]) => target);
    expect(targets).toEqual(["hostname-0", "hostname-1", "hostname-2"]);
    for (const target of targets) expect(page).toContain(`<div id="${target}">`);
  });

  test("says that a hostname is gone, which only the base has", () => {
    const report = fullReport();
    const gone = { ...report, reach: report.reach.filter(({ hostname }) => hostname !== "api.example.com") };
    expect(render(gone, "html", context)).toContain('<td class="soft">521 or 522 → gone</td>');
  });

  test("says who is stopped where the deployment is refused", () => {
    const report = reportOf(siteWith({}));
    const refused = {
      ...{ hop: null, cause: "conflicting-records" as const, codes: ["deploy" as const] },
      ...{ why: "Two records conflict.", resource: "urn", ranges: [] },
    };
    const reach = report.reach.map((row) => ({
      ...row,
      dials: row.dials.map((dial) => ({ ...dial, failures: [refused] })),
    }));
    expect(render({ ...report, reach }, "html", context)).toContain(
      '<strong class="bad">deployment, deployment refused:</strong> Two records conflict.',
    );
  });
});
