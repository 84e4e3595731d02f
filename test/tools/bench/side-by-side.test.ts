import { expect, test } from "vitest";
import type { SideBySide } from "../../../tools/bench/side-by-side/results";
import { sideBySideSection } from "../../../tools/bench/side-by-side/section";
import { badTemplates, goodTemplate } from "../../../tools/bench/side-by-side/templates";

const results: SideBySide = {
  awsguard: {
    version: "1.2.3",
    policies: 9,
    planted: 10,
    distinct: 5,
    shared: { planted: 4, distinct: 2, ours: 3 },
    heard: [
      { program: "one", defect: "found-by-both", ours: true, asItIs: ["their-policy"], olderTypes: ["their-policy"] },
      { program: "two", defect: "found-by-them", ours: false, asItIs: [], olderTypes: ["another-policy"] },
    ],
    unchanged: { "advice-of-theirs": 6 },
  },
  preview: {
    resources: 300,
    rounds: 2,
    machine: "2 processors",
    variants: [{ name: "with theirs", seconds: 2.5, ratio: 1.25, least: 1, most: 1.5 }],
  },
  checkov: {
    version: "4.5.6",
    defects: [
      { defect: "seen", checks: ["CKV_AWS_1"] },
      { defect: "unseen", checks: [] },
    ],
    unchanged: ["CKV_AWS_9"],
  },
};

test("what other tools find and this package does not comes first", () => {
  const section = sideBySideSection(results);
  const first = section.findIndex((line) => line.startsWith("- `"));
  expect(section.slice(first - 1, first + 1)).toEqual([
    "Found by them and not by this package:\n",
    "- `found-by-them` in `two`: another-policy\n",
  ]);
});

test("what is outside the other tools' scope is said and not counted", () => {
  const text = sideBySideSection(results).join("\n");
  expect(text).toContain("in at most two programs: 4 of these 10 change nothing but AWS resources (2 of 5 defects).");
  expect(text).toContain("AWSGuard finds 1 in the programs as they are, and this package 3.");
  expect(text).toContain("The other 6 defects touch Cloudflare resources, are outside its scope and not counted.");
  expect(text).toContain("It finds 1 of them:\n\n- `seen`: CKV_AWS_1\n");
  expect(text).toContain("It says nothing new of `unseen`.");
});

test("what a pack adds to a preview is told as a ratio with its bounds", () => {
  const text = sideBySideSection(results).join("\n");
  expect(text).toContain("A preview of 300 resources in the sandbox, 2 rounds in turn on one machine (2 processors)");
  expect(text).toContain("| with theirs | 2.50 | 1.25 | 1.00–1.50 |");
});

test("each template with a defect differs from the one without", () => {
  for (const [defect, template] of Object.entries(badTemplates)) expect(template, defect).not.toEqual(goodTemplate);
});
