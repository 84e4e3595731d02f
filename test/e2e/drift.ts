import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ExitStatus } from "../../src/cli/exit";
import type { Io } from "../../src/cli/io";
import { processIo } from "../../src/cli/io";
import { main } from "../../src/cli/main";
import type { Report } from "../../src/report/schema";
import type { EngineFixture } from "./engine";
import { findFile } from "./site";

/** What a run of `no521 drift` came to. */
export interface Drifted {
  readonly status: ExitStatus;
  /** Each change as `<urgency> <class> <name> <codes>`, in the order of the report; noise stands as its class and rule. */
  readonly changes: readonly string[];
  readonly report: Report;
  readonly err: string;
}

/** Runs `no521 drift` in this process on a stack of the test's sandbox; Cloudflare is not asked for its list. */
export async function driftOf(
  engine: EngineFixture,
  folder: string,
  args: readonly string[],
  change: Partial<Io> = {},
): Promise<Drifted> {
  const { status, out, err } = await runDrift(engine, folder, ["--format", "json", ...args], change);
  if (out === "") throw new Error(err);
  const report = JSON.parse(out) as Report;
  return { status, report, err, changes: (report.drift?.changes ?? []).map(lineOf) };
}

const world = processIo();

/** Runs `no521 drift` and gives what it printed. */
export async function runDrift(
  { sandbox }: EngineFixture,
  folder: string,
  args: readonly string[],
  change: Partial<Io> = {},
): Promise<{ readonly status: ExitStatus; readonly out: string; readonly err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    ...world,
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
    env: sandbox.environment,
    cwd: folder,
    ...change,
  };
  const offline = change.readLive === undefined ? ["--offline"] : [];
  const status = await main(["drift", ...offline, ...args], io);
  return { status, out: out.join("\n"), err: err.join("\n") };
}

type Change = NonNullable<Report["drift"]>["changes"][number];

function lineOf({ class: driftClass, urgency, name, codes, decidedBy }: Change): string {
  if (driftClass === "provider-noise") return `${driftClass} ${decidedBy} ${name}`;
  // Ids of AWS are others in every run.
  return [urgency, driftClass, name.replace(/^(acl|rtb)-[0-9a-f]+ /, "$1 "), ...codes].join(" ");
}

/** Properties of a resource's file. */
type Stored = Readonly<Record<string, unknown>>;

/** A hand at the sandbox's cloud. */
export interface Hand {
  /** Changes properties of the one resource of a kind that has this text in its file. */
  edit(kind: string, having: string, change: (properties: Stored) => Stored): Promise<void>;
  /** Deletes it. */
  remove(kind: string, having: string): Promise<void>;
  /** Adds a resource. */
  add(
    folder: string,
    stored: { readonly type: string; readonly id: string; readonly properties: Stored },
  ): Promise<void>;
  /** Cuts its file off in the middle. */
  truncate(kind: string, having: string): Promise<void>;
  /** Puts everything back. */
  restore(): Promise<void>;
}

/** Gives a hand at a cloud, which can undo what it does. */
export async function handAt(cloud: string): Promise<Hand> {
  const kept = `${cloud}.kept`;
  await cp(cloud, kept, { recursive: true });
  return {
    edit: async (kind, having, change) => {
      const file = await findFile(cloud, kind, having);
      const stored = JSON.parse(await readFile(file, "utf8"));
      await writeFile(file, JSON.stringify({ ...stored, properties: change(stored.properties) }, null, 2));
    },
    remove: async (kind, having) => rm(await findFile(cloud, kind, having)),
    add: async (folder, stored) => {
      await mkdir(join(cloud, folder), { recursive: true });
      await writeFile(join(cloud, folder, `${stored.id}.json`), JSON.stringify(stored, null, 2));
    },
    truncate: async (kind, having) => {
      const file = await findFile(cloud, kind, having);
      const text = await readFile(file, "utf8");
      await writeFile(file, text.slice(0, text.length / 2));
    },
    restore: async () => {
      await rm(cloud, { recursive: true });
      await cp(kept, cloud, { recursive: true });
    },
  };
}
