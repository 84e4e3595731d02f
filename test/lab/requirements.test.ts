import { expect, test } from "vitest";
import { namespaceFix } from "./requirements";

test("root, who may not make namespaces, is not told to become root", () => {
  expect(namespaceFix(true)).not.toContain("as root");
  expect(namespaceFix(false)).toContain("Run the lab as root, or");
});
