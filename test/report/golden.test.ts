import { describe, expect, test } from "vitest";
import { type Format, formats, render } from "../../src/report/render";
import { siteWith } from "../reach/site";
import { context, fullReport, reportOf } from "./sample";

const endings: Readonly<Record<Format, string>> = {
  text: "txt",
  json: "json",
  markdown: "md",
  sarif: "sarif",
  junit: "xml",
  github: "github.txt",
  html: "html",
};

describe.each(formats)("a report as %s", (format) => {
  test.each([
    ["full", fullReport()],
    ["clean", reportOf(siteWith({}))],
    ["empty", reportOf({})],
  ])("is %s", async (name, report) => {
    await expect(`${render(report, format, context)}\n`).toMatchFileSnapshot(
      `../golden/report/${name}.${endings[format]}`,
    );
  });
});
