import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Numbers of the half-open interval 0–1 that follow from a seed, by mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Looks at the rules of a group all the time, as the edge would. */
export interface Watch {
  /** From now on these CIDRs have to be let in; what else was watched is no longer. */
  hold(cidrs: readonly string[]): void;
  /** CIDRs of the rules that stand now, a CIDR for each rule. */
  now(): readonly string[];
  /** How often was looked. */
  looks(): number;
  /** CIDRs that were missing at some moment, as `<when>: <cidr>`. */
  missing(): readonly string[];
  stop(): void;
}

/** Watches the files of the rules. The real engine and provider are at work meanwhile, in processes of their own. */
export function watchRules(folder: string, everyMs = 4): Watch {
  const known = new Map<string, string>();
  const missing: string[] = [];
  let held: readonly string[] = [];
  let looks = 0;
  const now = (): readonly string[] => {
    const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
    return names.flatMap((name) => {
      const cidr = known.get(name) ?? cidrIn(join(folder, name));
      // A rule never changes its range here, so that its file is read once.
      if (cidr !== undefined) known.set(name, cidr);
      return cidr ?? [];
    });
  };
  const look = (): void => {
    looks += 1;
    // A test that failed leaves its watch running, and takes the folder away.
    if (!existsSync(folder)) {
      clearInterval(timer);
      missing.push(`look ${looks}: every rule`);
      return;
    }
    const open = new Set(now());
    missing.push(...held.filter((cidr) => !open.has(cidr)).map((cidr) => `look ${looks}: ${cidr}`));
  };
  const timer = setInterval(look, everyMs);
  return {
    hold: (cidrs) => {
      held = cidrs;
    },
    now,
    looks: () => looks,
    missing: () => missing,
    stop: () => clearInterval(timer),
  };
}

/** Undefined where the file went away between the listing and the reading. */
function cidrIn(file: string): string | undefined {
  try {
    const { cidrIpv4, cidrIpv6 } = JSON.parse(readFileSync(file, "utf8")).properties;
    return String(cidrIpv4 ?? cidrIpv6);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** What became of a command that was to be killed. */
export interface Killed {
  /** False where it had ended before its moment came. */
  readonly wasKilled: boolean;
  readonly output: string;
}

/** When a command is killed: so long after it began, or after a moment that its output or the world tells. */
export interface Moment {
  readonly milliseconds: number;
  /** Undefined for its beginning. */
  readonly after?: () => boolean;
}

/** Runs a command and kills its process group, and the groups of those that it started, with SIGKILL. */
export function killAt(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly environment: NodeJS.ProcessEnv },
  moment: Moment,
): Promise<Killed> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...{ cwd: options.cwd, env: options.environment },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let output = "";
    let wasKilled = false;
    const take = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    let timer: NodeJS.Timeout;
    const strike = (): void => {
      wasKilled = true;
      for (const group of [...enginesOf(child), child.pid ?? 0]) killGroup(group);
      // Orphans hold the pipes; what they have to say concerns nobody.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const wait = (): void => {
      if (moment.after !== undefined && !moment.after()) timer = setTimeout(wait, 2);
      else timer = setTimeout(strike, moment.milliseconds);
    };
    wait();
    child.on("error", reject);
    child.on("exit", () => {
      clearTimeout(timer);
      resolve({ wasKilled, output });
    });
  });
}

/** A command of no521 gives the engine a group of its own. */
function enginesOf({ pid }: ChildProcess): readonly number[] {
  return readdirSync("/proc").flatMap((name) => {
    const [, parent, group] = statOf(name);
    return parent === pid && group === Number(name) ? [Number(name)] : [];
  });
}

/** State, parent and group of a process; the name before them may hold anything. */
function statOf(pid: string): readonly [state: string, parent: number, group: number] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state = "", parent, group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return [state, Number(parent), Number(group)];
  } catch {
    return ["", 0, 0];
  }
}

function killGroup(group: number): void {
  try {
    if (group > 0) process.kill(-group, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
