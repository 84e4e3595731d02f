import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { type Server, Socket } from "node:net";
import type { LabDial, LabListener, LabObservation } from "../world";
import { answerQuestions } from "./channel";
import { dial } from "./dialling";
import { listen, takeRefusals } from "./listening";

/** A program to run in a namespace, what it reads, and settings of the kernel that are made first. */
export interface Command {
  readonly settings?: Readonly<Record<string, string>>;
  readonly program: string;
  readonly args: readonly string[];
  readonly input: string;
}

/** How many connections are open at once. */
const atOnce = 64;

const servers: Server[] = [];

/** Runs in one namespace of a cell: `router` holds the others, `edge` dials, `hosts` listens. */
function main(role: string | undefined): void {
  if (role !== "router") {
    const channel = new Socket({ fd: 3 });
    answerQuestions(channel, channel, {
      run,
      dial: dialAll,
      listen: listenAll,
      refusals: () => Promise.resolve(takeRefusals()),
    });
    channel.on("close", () => process.exit());
    return;
  }
  const children = ["edge", "hosts"].map((child, index) =>
    spawn("unshare", ["--net", process.execPath, ...process.execArgv, __filename, child], {
      stdio: ["ignore", "inherit", "inherit", 3 + index],
    }),
  );
  answerQuestions(process.stdin, process.stdout, {
    run,
    children: () => Promise.resolve(children.map(({ pid }) => pid)),
  });
  for (const child of children) child.on("exit", () => process.exit(1));
  // Whoever holds the other end is gone, by whatever way: with this process the kernel ends all in its namespaces.
  process.stdin.on("close", () => process.exit());
}

async function run(value: unknown): Promise<unknown> {
  const { settings = {}, program, args, input } = value as Command;
  for (const [name, text] of Object.entries(settings)) writeFileSync(`/proc/sys/net/${name}`, text);
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => (said += String(bytes)));
  // A program may end before it has read all.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${status}: ${said}\n${input}`);
  return said;
}

async function dialAll(value: unknown): Promise<unknown> {
  const { dials: specs, patience } = value as { readonly dials: readonly LabDial[]; readonly patience: number };
  const results: LabObservation[] = [];
  const clients: string[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < specs.length; index = next++) {
      const spec = specs[index];
      if (spec !== undefined) results[index] = await dial(spec, patience, (client) => (clients[index] = client));
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, specs.length) }, worker));
  return { results, clients };
}

/** Starts the listeners of a case, after it has ended those of the one before. */
async function listenAll(value: unknown): Promise<unknown> {
  for (const server of servers.splice(0)) server.close();
  takeRefusals();
  const started = await Promise.all((value as readonly LabListener[]).map(listen));
  servers.push(...started);
  return started.length;
}

main(process.argv[2]);
