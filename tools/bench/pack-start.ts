import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import type { Bench } from "./bench";
import { interleave, summarise } from "./statistics";
import { renderTable } from "./table";

/** Measures how long a pack takes from its process's start until it serves the engine. */
export async function benchPackStart({ rounds, packs }: Bench): Promise<string> {
  for (const { folder } of packs) await startPack(folder);
  const measured = await interleave(
    rounds,
    packs.map(
      ({ folder }) =>
        () =>
          startPack(folder),
    ),
  );
  const rows = packs.map(({ name }, index) => {
    const { median, least, most } = summarise(measured[index] ?? []);
    return [name, median.toFixed(0), `${least.toFixed(0)}–${most.toFixed(0)}`];
  });
  return [`start of the pack alone, ${rounds} rounds`, renderTable([["", "milliseconds", "least–most"], ...rows])].join(
    "\n",
  );
}

/** Starts a pack as the engine's language host does, ends it, and gives the milliseconds until it told its port. */
async function startPack(folder: string): Promise<number> {
  const entry = createRequire(__filename).resolve("@pulumi/pulumi/cmd/run-policy-pack");
  const begin = performance.now();
  const child = spawn(process.execPath, [entry, "127.0.0.1:1", folder], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  await Promise.race([
    once(child.stdout, "data"),
    exited.then(([code]) => Promise.reject(new Error(`The pack "${folder}" ended with status ${String(code)}.`))),
  ]);
  const milliseconds = performance.now() - begin;
  child.kill();
  await exited;
  return milliseconds;
}
