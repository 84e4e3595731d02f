import { expect, test } from "vitest";
import { ingressRules } from "../../src/graph/access-rules";
import { defaultOptions, type ResourceNode } from "../../src/graph/resource";
import { createGraph } from "../../src/graph/resource-graph";
import { types } from "../../src/graph/types";

function group(name: string, id?: string, from: readonly string[] = []): ResourceNode {
  const ingress = [{ protocol: "tcp", fromPort: 8080, toPort: 8080, securityGroups: ["sg-front"] }];
  return {
    urn: name,
    type: types.securityGroup,
    name,
    kind: "managed",
    ...(id !== undefined && { id }),
    inputs: from.length > 0 ? { ingress } : {},
    outputs: {},
    options: defaultOptions,
    dependsOn: new Map([["ingress", from]]),
  };
}

/** The groups that an inline rule names by "sg-front", and whether it is certain that it means all of them. */
function named(...others: readonly ResourceNode[]) {
  const guarded = group(
    "servers",
    undefined,
    others.map(({ urn }) => urn),
  );
  const rules = ingressRules(createGraph([...others, guarded]), guarded).rules;
  return rules.flatMap(({ sources }) =>
    sources.flatMap((source) =>
      source.kind === "group" && source.groups.length > 0
        ? [[source.isCertain, ...source.groups.map(({ name }) => name)]]
        : [],
    ),
  );
}

test("a rule names the group that has its id", () => {
  expect(named(group("front", "sg-front"))).toEqual([[true, "front"]]);
});

test("a rule names the group that flowed into it, where the reader was not told ids", () => {
  expect(named(group("front"))).toEqual([[true, "front"]]);
  expect(named(group("front"), group("other"))).toEqual([[false, "front", "other"]]);
});

test("a rule does not name a group that has another id", () => {
  expect(named(group("front", "sg-other"))).toEqual([]);
});
