import "../require-node.mjs";
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { UserError } from "../../src/user-error";
import { buildPack } from "../build/package";
import { readOptions } from "../options";
import type { Bench } from "./bench";
import { benchCheck } from "./check";
import { benchDrift } from "./drift";
import { benchPackStart } from "./pack-start";
import { benchLargePreview, benchPreview } from "./preview";
import { benchReach } from "./reach";

const repository = resolve(__dirname, "../..");

const benchmarks: Readonly<Record<string, (bench: Bench) => Promise<string>>> = {
  check: benchCheck,
  drift: benchDrift,
  preview: benchPreview,
  large: benchLargePreview,
  pack: benchPackStart,
  reach: benchReach,
};

/** Measures and prints; the numbers of one run can be compared with each other, not with those of another machine. */
async function main(args: readonly string[]): Promise<void> {
  const { names, rounds, write, awsguard } = readArguments(args);
  const folder = await mkdtemp(join(tmpdir(), "no521-bench-"));
  try {
    const compiled = join(folder, "policies");
    await buildPack(compiled);
    const packs = [
      { name: "from source", folder: join(repository, "policies") },
      { name: "compiled", folder: compiled },
    ];
    print(`Node ${process.version}, ${process.platform} ${process.arch}, ${availableParallelism()} processors`);
    for (const name of names) {
      const text = await benchmarks[name]?.({
        repository,
        folder,
        ...{ rounds, packs, write },
        ...(awsguard !== undefined && { awsguard: resolve(awsguard) }),
      });
      print(`\n${text}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Arguments {
  readonly names: readonly string[];
  readonly rounds: number;
  readonly write: boolean;
  readonly awsguard?: string;
}

function readArguments(args: readonly string[]): Arguments {
  const usage = `Run \`npm run bench -- [--rounds 5] [--write] [--awsguard FOLDER] [${Object.keys(benchmarks).join("] [")}]\`.`;
  const { values, positionals } = readOptions(
    {
      args: [...args],
      options: {
        rounds: { type: "string", default: "5" },
        write: { type: "boolean", default: false },
        awsguard: { type: "string" },
      },
      allowPositionals: true,
    },
    usage,
  );
  const stranger = positionals.find((name) => !Object.hasOwn(benchmarks, name));
  if (stranger !== undefined) throw new UserError(`"${stranger}" is no benchmark.`, usage);
  if (!/^[1-9]\d{0,2}$/.test(values.rounds)) {
    throw new UserError(`--rounds is "${values.rounds}", not a whole number from 1 to 999.`, usage);
  }
  const names = positionals.length === 0 ? Object.keys(benchmarks) : positionals;
  return {
    names,
    rounds: Number(values.rounds),
    write: values.write,
    ...(values.awsguard !== undefined && { awsguard: values.awsguard }),
  };
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`error: ${error.message}\n  fix: ${error.fix}\n`);
  process.exitCode = 2;
});
