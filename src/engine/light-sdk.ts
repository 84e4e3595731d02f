import { existsSync } from "node:fs";
import { createRequire, Module } from "node:module";
import { join } from "node:path";
import { loadSdk, type Sdk, sdkFolder } from "./sdk";

const { cache } = createRequire(__filename);

/** What the SDK gives for a function that it was to write out as text. */
const unwritten = { text: "exports.handler = () => undefined;", exportName: "handler", containsSecrets: false };

/**
 * Modules that write functions out as text, for a cloud or for a dynamic provider; they bring the TypeScript compiler and
 * npm along and open a debugger. No verdict looks at what such a function does.
 */
const writers: Readonly<Record<string, object>> = {
  "runtime/closure/serializeClosure.js": {
    serializeFunction: () => Promise.resolve(unwritten),
    serializeFunctionAsync: () => Promise.resolve(unwritten.text),
  },
  "runtime/closure/codePaths.js": { computeCodePaths: () => Promise.resolve(new Map()) },
};

/** Driving an engine and being a provider, which hardly a program does and which are loaded when one does. */
const deferred = ["automation", "provider"] as const;

/**
 * Loads the SDK that a file resolves to, for a process that records and does nothing else, without what a recording has no
 * use for: that is nearly three quarters of the time that the SDK takes to load.
 * @param from absolute path of a file, which need not exist, in the folder that imports the SDK
 * @see https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/nodejs/index.ts
 * @throws {UserError} if there is none
 */
export function loadLightSdk(from: string): Sdk {
  const folder = sdkFolder(from);
  // What is loaded already is not replaced: somebody holds it.
  if (cache[join(folder, "index.js")] !== undefined) return loadSdk(from);
  for (const [path, exports] of Object.entries(writers)) standIn(join(folder, path), exports);
  const placeholders = deferred.map((name) => standIn(join(folder, name, "index.js"), {}));
  const sdk = loadSdk(from);
  for (const placeholder of placeholders) delete cache[placeholder];
  for (const name of deferred) loadWhenRead(sdk.pulumi, name, createRequire(join(folder, "index.js")));
  return sdk;
}

/** Gives a module to whoever requires a file, without the file being read; what a version does not have it does not get. */
function standIn(file: string, exports: object): string {
  if (!existsSync(file)) return file;
  const module = new Module(file);
  cache[file] = Object.assign(module, {
    filename: file,
    loaded: true,
    exports: { __esModule: true, ...exports },
  });
  return file;
}

function loadWhenRead(pulumi: object, name: string, load: NodeJS.Require): void {
  const define = (how: PropertyDescriptor) =>
    Object.defineProperty(pulumi, name, { configurable: true, enumerable: true, ...how });
  define({
    get() {
      const value: unknown = load(`./${name}`);
      define({ value, writable: true });
      return value;
    },
  });
}
