import { subscribe } from "node:diagnostics_channel";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { resolve } from "node:path";
import { getCallSites } from "node:util";
import { refuseLocalSockets } from "./local-sockets";
import type { Denial } from "./record-messages";

/** Nothing that a check tells of a program is longer than a person reads. */
const mostKept = 50;
const longestName = 300;

/** What a program was kept from, as it happens. */
export interface Watched {
  readonly denials: readonly Denial[];
  readonly absentVariables: ReadonlySet<string>;
}

/**
 * Closes what Node's permissions leave open within this process, and watches what they refuse. Local sockets are one gap,
 * and signals the other: a process may signal any other of its user, and SIGUSR1 opens a debugger in another Node. Where
 * the system grants a namespace of processes there is nobody to signal; this holds everywhere.
 * @see https://nodejs.org/api/permissions.html#permission-model-constraints read 2026-11-23
 */
export function limitProgram(): Watched {
  for (const name of ["kill", "_kill", "_debugProcess", "_debugEnd"]) forbid(name);
  answerWhetherFilesExist();
  const denials: Denial[] = [];
  const keep = (denial: Denial): void => {
    if (denials.length < mostKept) denials.push(denial);
  };
  refuseLocalSockets((path) => keep({ permission: "LocalSocket", resource: path.slice(0, longestName) }));
  for (const what of ["fs", "child", "worker", "inspector", "wasi", "addon"]) {
    subscribe(`node:permission-model:${what}`, (message) => {
      const denial = readDenial(message);
      if (denial !== undefined) keep(denial);
    });
  }
  return { denials, absentVariables: watchVariables() };
}

function forbid(name: string): void {
  const refuse = (): never => {
    throw Object.assign(new Error("A check forbids signals."), {
      code: "ERR_ACCESS_DENIED",
      permission: "Signal",
      resource: "",
    });
  };
  Object.defineProperty(process, name, { value: refuse, writable: false, configurable: false });
}

/** Where a program may not read, Node lets this throw, and no program expects it to. */
function answerWhetherFilesExist(): void {
  const { existsSync } = fs;
  fs.existsSync = (path) => {
    try {
      return existsSync(path);
    } catch {
      return false;
    }
  };
  syncBuiltinESMExports();
}

function readDenial(message: unknown): Denial | undefined {
  if (typeof message !== "object" || message === null || !("permission" in message)) return undefined;
  const named = "resource" in message && typeof message.resource === "string" ? message.resource : "";
  const permission = String(message.permission);
  const resource = permission.startsWith("FileSystem") && named !== "" ? resolve(named) : named;
  return { permission, resource: resource.slice(0, longestName) };
}

/** Notes which variables the program's own modules ask for and do not get. */
function watchVariables(): ReadonlySet<string> {
  const absent = new Set<string>();
  process.env = new Proxy(process.env, {
    get(variables, name, receiver) {
      const isAbsent = typeof name === "string" && variables[name] === undefined && name.length < longestName;
      if (isAbsent && absent.size < mostKept && isAskedByProgram()) absent.add(name);
      return Reflect.get(variables, name, receiver);
    },
  });
  return absent;
}

/** Packages ask for many variables that they can do without. */
function isAskedByProgram(): boolean {
  // The frames of this function and of the trap come first.
  const [, , asking] = getCallSites(3, { sourceMap: false });
  return asking !== undefined && asking.scriptName !== "" && !/node_modules|^node:/.test(asking.scriptName);
}
