import { describe, expect, test } from "vitest";
import { type Evaluation, evaluate } from "../../policies/evaluate";
import { plain } from "../../src/report/paint";
import { createReport } from "../../src/report/report";
import { type Report, reportSchema } from "../../src/report/schema";
import { renderText } from "../../src/report/text";
import { listCodes } from "../../src/report/words";
import { edgeRanges, goodSite, graphOf, ipv6, noRules, type Site, siteWith } from "../reach/site";

function reportOf(site: Site): Report {
  const evaluation: Evaluation = evaluate(graphOf(site), { edgeRanges });
  return createReport({ project: "test", stack: "dev", ...evaluation });
}

const withoutIpv6 = siteWith(noRules("group", 443, ipv6));

describe("the text of a report", () => {
  test("shows one note for all the rows that one defect breaks", () => {
    const twoNames = siteWith(
      { api: { ...goodSite.www, inputs: { ...goodSite.www?.inputs, name: "api.example.com" } } as never },
      withoutIpv6,
    );
    expect(renderText(reportOf(twoNames)).split("\n\n").slice(0, 2)).toEqual([
      [
        "hostname          visitor   IPv4                     IPv6",
        "api.example.com   http      redirected at the edge   redirected at the edge",
        "                  https     ok                       522 [1]",
        "www.example.com   http      redirected at the edge   redirected at the edge",
        "                  https     ok                       522 [1]",
      ].join("\n"),
      '[1] Security group "group" has no rule for any of Cloudflare\'s 7 IPv6 ranges on port 443.',
    ]);
  });

  test("says that a hostname has no IPv6 address", () => {
    const [matrix = ""] = renderText(reportOf(siteWith({ alb: { ipAddressType: "ipv4" } }))).split("\n\n");
    expect(matrix.split("\n").at(-1)).toBe("                  https     ok                       no address");
  });

  test("says that nothing is proxied", () => {
    expect(renderText(reportOf(siteWith({ www: { proxied: false } })))).toBe(
      "No hostname of this program is proxied by Cloudflare.\n\nNothing to judge.",
    );
  });

  test("counts what fails and what is unknown in its last line", () => {
    const both = siteWith({
      www: { type: "A", content: "10.0.0.5" },
      api: {
        type: "cloudflare:index/dnsRecord:DnsRecord",
        inputs: { ...goodSite.www?.inputs, name: "api.example.com", content: "origin.example.net" },
      },
    });
    expect(renderText(reportOf(both)).split("\n").at(-1)).toBe(
      "Visitors of 1 of 2 hostnames will see errors; 1 could not be judged.",
    );
  });

  test("marks its words without changing the columns", () => {
    const marked = renderText(reportOf(withoutIpv6), {
      ...plain,
      bad: (text) => `<${text}>`,
      good: (text) => `(${text})`,
    });
    expect(marked.split("\n").at(2)).toBe("                  https     (ok                    )   <522 [1]>");
  });
});

test.each([
  [[522], "522"],
  [[521, 522], "521 or 522"],
  [["loop" as const], "redirect loop"],
  [["deploy" as const, 1002], "deployment refused or 1002"],
])("writes the codes %j as %s", (codes, words) => {
  expect(listCodes(codes)).toBe(words);
});

test("a report fits the schema that is published for it", () => {
  for (const site of [
    goodSite,
    withoutIpv6,
    siteWith({ ssl: null }),
    siteWith({ www: { type: "A", content: "10.0.0.5" } }),
  ]) {
    expect(reportSchema.safeParse(reportOf(site)).error).toBeUndefined();
  }
});
