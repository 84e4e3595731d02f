import { expect, test } from "vitest";
import { complainAboutNode } from "../../tools/require-node.mjs";

test("tells on an old Node which one runs, which is needed and how to get it", () => {
  expect(complainAboutNode("20.20.2", "22.12")).toBe(
    "error: This is Node 20.20.2; no521 needs Node 22.12 or later.\n" +
      '  fix: Run "npm rebuild node", since the install script of the package "node" did not run, or put a newer Node on PATH.\n',
  );
});

test.each(["22.11.9", "9.99.0"])("refuses %s, whose numbers are not compared as text", (version) => {
  expect(complainAboutNode(version, "22.12")).toContain(`This is Node ${version};`);
});

test.each(["22.12.0", "22.100.0", "24.0.0", "100.1.0"])("accepts %s", (version) => {
  expect(complainAboutNode(version, "22.12")).toBeUndefined();
});
