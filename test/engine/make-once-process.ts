import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeOnce } from "../../src/engine/make-once";

/** A process that wants the folder: it says what happens to it on standard output and finishes when the gate exists. */
const [folder = "", gate = ""] = process.argv.slice(2);

void makeOnce({
  folder,
  isWhole: async (candidate) => existsSync(join(candidate, "whole")),
  onWait: () => process.stdout.write("waiting\n"),
  make: async (partial) => {
    writeFileSync(join(partial, "half"), "");
    appendFileSync(`${gate}.log`, "made\n");
    process.stdout.write("making\n");
    while (!existsSync(gate)) await new Promise((resolve) => setTimeout(resolve, 20));
    writeFileSync(join(partial, "whole"), String(process.pid));
  },
}).then(() => process.stdout.write("done\n"));
