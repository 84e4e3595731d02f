import { expect, test } from "vitest";
import { sortNodeArguments } from "../../src/engine/node-arguments";

test.each([
  ["", { given: [], preload: [], ignored: [] }],
  [
    "--no-warnings -C shop --conditions=b",
    { given: ["--no-warnings", "--conditions=shop", "--conditions=b"], preload: [], ignored: [] },
  ],
  [
    "-r dotenv/config --import=./early.mjs --loader ts-node/esm",
    {
      given: [],
      preload: [
        { specifier: "dotenv/config", by: "require" },
        { specifier: "./early.mjs", by: "import" },
      ],
      ignored: [],
    },
  ],
  ["--max-old-space-size=8192 --enable-source-maps", { given: [], preload: [], ignored: [] }],
  [
    "--allow-fs-read=/ --no-permission --inspect constructor --conditions --allow-worker",
    {
      given: ["--conditions=--allow-worker"],
      preload: [],
      ignored: ["--allow-fs-read=/", "--no-permission", "--inspect", "constructor"],
    },
  ],
])("sorts the arguments of Node in %j", (line, sorted) => {
  expect(sortNodeArguments(line)).toEqual(sorted);
});
