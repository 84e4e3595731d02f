import { expect, test } from "vitest";
import { repositoryPath } from "../../src/report/context";

test.each([
  ["", "index.ts", "index.ts"],
  ["infra/web", "index.ts", "infra/web/index.ts"],
  ["infra/web", "../shared/./dns.ts", "infra/shared/dns.ts"],
  ["infra", "../../elsewhere/dns.ts", "../elsewhere/dns.ts"],
])("from the top of the repository, in %j the file %s is %s", (folder, file, path) => {
  expect(repositoryPath({ folder }, file)).toBe(path);
});
