import { describe, expect, test } from "vitest";
import { withInferredIds } from "../../src/graph/inferred-ids";
import { defaultOptions, type ResourceNode } from "../../src/graph/resource";
import { notKnown, type Properties } from "../../src/graph/value";

function node(
  urn: string,
  outputs: Properties = {},
  dependsOn: Readonly<Record<string, readonly string[]>> = {},
): ResourceNode {
  return {
    urn,
    type: "x:y:Z",
    name: urn,
    kind: "managed",
    inputs: {},
    outputs,
    options: defaultOptions,
    dependsOn: new Map(Object.entries(dependsOn)),
  };
}

const idOf = (nodes: readonly ResourceNode[]) => withInferredIds(nodes).find(({ urn }) => urn === "group")?.id;
const rule = (value: Properties[string], from: readonly string[] = ["group"]) =>
  node("rule", { securityGroupId: value }, { securityGroupId: from });

describe("the id of a resource whose reader was not told it", () => {
  test("is what a property that came from it alone holds", () => {
    expect(idOf([node("group"), rule("sg-1")])).toBe("sg-1");
  });

  test.each<[string, readonly ResourceNode[]]>([
    ["the value is not known", [node("group"), rule(notKnown)]],
    ["the value may have come from another resource", [node("group"), rule("sg-1", ["group", "other"])]],
    ["the property is no id", [node("group"), node("rule", { content: "198.51.100.7" }, { content: ["group"] })]],
    [
      "two properties disagree",
      [node("group"), rule("sg-1"), node("other", { groupId: "sg-2" }, { groupId: ["group"] })],
    ],
  ])("stays open where %s", (_title, nodes) => {
    expect(idOf(nodes)).toBeUndefined();
  });

  test("is not touched where the reader was told it", () => {
    expect(idOf([{ ...node("group"), id: "sg-9" }, rule("sg-1")])).toBe("sg-9");
  });
});
