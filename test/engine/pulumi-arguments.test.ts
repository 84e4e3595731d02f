import { expect, test } from "vitest";
import { readPulumiCommand, resolvePacks } from "../../src/engine/pulumi-arguments";

test.each([
  ["up", { worksOnStack: true }],
  ["up --policy-pack policies", { worksOnStack: true }],
  ["-C examples/by-hand --color never preview", { folder: "examples/by-hand", worksOnStack: true }],
  ["--cwd=site refresh --preview-only", { folder: "site", worksOnStack: true }],
  ["destroy --stack other", { stack: "other", worksOnStack: true }],
  ["destroy -s other --yes", { stack: "other", worksOnStack: true }],
  ["stack export --stack=other", { stack: "other", worksOnStack: true }],
  ["stack", { worksOnStack: true }],
  ["stack init mine", { worksOnStack: false }],
  ["stack rm mine", { worksOnStack: false }],
  ["config get key", { worksOnStack: true }],
  ["up --help", { worksOnStack: false }],
  ["version", { worksOnStack: false }],
  ["policy analyze --file state.json", { worksOnStack: false }],
  ["", { worksOnStack: false }],
])("reads `pulumi %s`", (line, expected) => {
  expect(readPulumiCommand(line.split(" ").filter(Boolean))).toEqual(expected);
});

test.each([
  ["preview --policy-pack policies --cwd site", "preview --policy-pack /home/policies --cwd site"],
  ["preview --policy-pack=../policies", "preview --policy-pack=/policies"],
  ["preview --policy-pack /packs/mine", "preview --policy-pack /packs/mine"],
  ["preview policies", "preview policies"],
])("reads the packs of `pulumi %s` from where the person stands", (line, expected) => {
  expect(resolvePacks(line.split(" "), "/home").join(" ")).toBe(expected);
});
