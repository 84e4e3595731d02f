import { inspect } from "node:util";
import { UserError } from "../user-error";
import { secretMarker } from "./record-values";
import { UnansweredInvokeError } from "./unanswered-invoke";

/** Why a program could not be recorded, in words for its author. */
export interface ProgramFailure {
  readonly what: string;
  readonly fix: string;
  /** Of an error that the program itself did not foresee. */
  readonly stack?: string;
}

/** What to do about a program that is out of memory. */
export const memoryFix = "Find what grows, or give it more with --memory.";

/** How else a program can be judged than by a recording. */
export const otherWays = 'with "no521 check --preview", or its exported state with "no521 check --state FILE"';

const installFix = "Install the program's dependencies, such as with npm install.";

/** Says what a program, or the loading of it, has thrown. */
export function describeFailure(error: unknown): ProgramFailure {
  if (error instanceof UserError) return { what: error.message, fix: error.fix };
  if (error instanceof UnansweredInvokeError) return unanswered(error);
  if (!(error instanceof Error)) return { what: `The program throws ${textOf(error)}.`, fix: "Throw an Error." };
  const [message = ""] = error.message.split("\n");
  if (isMissingModule(error)) return missingModule(error);
  if (error instanceof RangeError && /allocat/i.test(message))
    return { what: `The program needs more memory than it has: ${sentence(message)}`, fix: memoryFix };
  const forbidden = forbiddenAct(error);
  if (forbidden !== undefined) return forbidden;
  const unreached = unreachedHost(error);
  if (unreached !== undefined) return unreached;
  if (isSyntax(error))
    return { what: `The program cannot be compiled: ${compilerSays(error)}`, fix: "Correct the program." };
  if ("key" in error && error.constructor.name === "ConfigMissingError") return missingKey(textOf(error.key));
  if (isForeseen(error) && message.includes(secretMarker)) return encrypted(message);
  if (isForeseen(error))
    return { what: `The program stops: ${sentence(message)}`, fix: "Correct what it complains about." };
  return {
    what: `The program throws ${error.name}: ${sentence(message)}`,
    fix: "Correct the program; the stack is above.",
    ...(error.stack !== undefined && { stack: error.stack }),
  };
}

function unanswered({ token, isOutput }: UnansweredInvokeError): ProgramFailure {
  const name = token.slice(token.lastIndexOf(":") + 1);
  const first = isOutput
    ? "Update @pulumi/pulumi, which then takes an unknown result"
    : `Tell it under fixtures in no521.yaml, use ${name}Output, whose result may be unknown`;
  return {
    what: `The program needs the answer of "${token}" to go on, and a check asks no cloud.`,
    fix: `${first}, or judge the program ${otherWays}.`,
  };
}

/** The SDK says `Configuration 'shop:count' value '…' is not a valid number`. */
function encrypted(message: string): ProgramFailure {
  const [, key = "", kind = ""] = /'([^']+)' value .* is not a valid (?:JSON )?(\w+)/.exec(message) ?? [];
  return {
    what: `The program needs the ${kind} "${key}" to go on, which is encrypted, and a check decrypts nothing.`,
    fix: `Read it as a secret, which may be unknown, or judge the program ${otherWays}.`,
  };
}

function missingKey(key: string): ProgramFailure {
  return {
    what: `The program needs the configuration "${key}", which the stack does not have.`,
    fix: `Set it: pulumi config set ${key} <value>. Or name another stack with --stack.`,
  };
}

/** Node names who imports it below the message, or behind it. */
function missingModule({ message }: Error): ProgramFailure {
  const [first = "", ...rest] = message.split("\n");
  const [what = "", importer = /^- (.+)$/.exec(rest[1] ?? "")?.[1]] = first.split(" imported from ");
  const isOwn = /['"](?:\.|\/|[A-Za-z]:\\|file:)/.test(what);
  return {
    what: `The program cannot be loaded: ${what}${importer === undefined ? "" : `, which ${importer} imports`}.`,
    fix: isOwn ? "Correct the path, or restore the file." : installFix,
  };
}

function isMissingModule(error: Error): boolean {
  return "code" in error && (error.code === "MODULE_NOT_FOUND" || error.code === "ERR_MODULE_NOT_FOUND");
}

/**
 * What a check lets no program do, by Node's name of the permission.
 * @see https://nodejs.org/api/permissions.html read 2026-11-23
 */
const acts: Readonly<Record<string, (resource: string) => string>> = {
  FileSystemRead: (path) =>
    `reads ${path}, and a check lets it read its repository and its packages, without what is hidden`,
  FileSystemWrite: (path) => `writes ${path}, and a check lets it write nothing`,
  ChildProcess: (command) => `starts ${command}, and a check lets it start nothing`,
  WorkerThreads: () => "starts a thread, and a check lets it start none",
  Inspector: () => "opens a debugger, and a check lets it open none",
  WASI: () => "runs WebAssembly with access to the system, and a check gives it none",
  Signal: () => "sends a signal, and a check lets it send none",
  Addon: () => "loads a native addon, and a check lets it load none",
};

function forbiddenAct(error: Error): ProgramFailure | undefined {
  const code = "code" in error ? error.code : undefined;
  if (code !== "ERR_ACCESS_DENIED" && code !== "ERR_DLOPEN_DISABLED") return undefined;
  const permission = "permission" in error ? String(error.permission) : "Addon";
  const resource = "resource" in error ? String(error.resource) : "";
  const act =
    acts[code === "ERR_DLOPEN_DISABLED" ? "Addon" : permission] ?? (() => `does what a check forbids: ${permission}`);
  return {
    what: `The program ${act(resource)}.`,
    fix: `Let it do without, or judge it ${otherWays}.`,
    ...(error.stack !== undefined && { stack: error.stack }),
  };
}

/** What Node says where there is no network; other errors, such as the SDK's, repeat it in their text. */
const networkError = /\b(?:EAI_AGAIN|ENOTFOUND|ENETUNREACH|EHOSTUNREACH|ECONNREFUSED)\b(?:\s+([\w.:-]+))?/;

function unreachedHost(error: Error): ProgramFailure | undefined {
  const cause = error.cause instanceof Error ? error.cause.message : "";
  const said = networkError.exec(`${error.message} ${cause}`);
  if (said === null) return undefined;
  return {
    what: `The program asks ${said[1] ?? "a host"} for something, and a check gives it no network.`,
    fix: `Ask for Cloudflare's ranges with cloudflare.getIpRangesOutput, or judge the program ${otherWays}.`,
  };
}

/** Errors of Node, and of esbuild, which compiles TypeScript. */
function isSyntax(error: Error): boolean {
  return error instanceof SyntaxError || error.name === "SyntaxError" || error.name === "TransformError";
}

/** esbuild says on its first line how many errors there are, and on the next ones where and which. */
function compilerSays(error: Error): string {
  const lines = error.message.split("\n").filter((line) => line.trim() !== "");
  const said = error.name === "TransformError" ? (lines[1] ?? lines[0]) : lines[0];
  // V8 puts the place above the message in the stack.
  const [place = ""] = error.name === "SyntaxError" ? (error.stack ?? "").split("\n") : [];
  return sentence(/:\d+$/.test(place) ? `${place}: ${said ?? ""}` : (said ?? ""));
}

/** What the SDK throws for the author to read, copies of the SDK other than ours included. */
function isForeseen(error: Error): boolean {
  return ["__pulumiRunError", "__pulumResourceError", "__pulumiInputPropertyError"].some((mark) => mark in error);
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : inspect(value);
}
