import { isAbsolute, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type * as registration from "@pulumi/pulumi/proto/resource_pb";
import type { SourceLocation } from "../graph/resource";
import type { Sdk } from "./sdk";

type Registration = registration.RegisterResourceRequest | registration.ReadResourceRequest;

interface Position {
  getUri(): string;
  getLine(): number;
  getColumn(): number;
}

/**
 * Finds where a program declares a resource: the first place on the stack that is of the program and of no package. A
 * component of a package creates its children where nobody can mend them; what counts is where the component is made.
 * Node has led the places through source maps before the SDK reads them.
 *
 * @param root folder that the file is relative to; it is absolute without one
 * @see https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/nodejs/resource.ts
 */
export function readSource(request: Registration, root: string | undefined): SourceLocation | undefined {
  const own = positionsOf(request)
    .map((position) => ({ file: fileOf(position.getUri()), position }))
    .find(({ file }) => file !== undefined && isOfProgram(file));
  if (own?.file === undefined) return undefined;
  const file = root === undefined ? own.file : relative(root, own.file).split(sep).join("/");
  return { file, line: own.position.getLine(), column: own.position.getColumn() };
}

/** The SDK sends a stack from 3.190 on. */
function positionsOf(request: Registration): readonly Position[] {
  const first = request.getSourceposition();
  const stack = "getStacktrace" in request ? (request.getStacktrace()?.getFramesList() ?? []) : [];
  return [first, ...stack.map((frame) => frame.getPc())].filter((position) => position !== undefined);
}

/** In an ES module the SDK takes the address of the file for its path, and puts the working directory before it. */
function fileOf(uri: string): string | undefined {
  if (!uri.startsWith("file:")) return undefined;
  const path = fileURLToPath(uri);
  const [, address] = /[\\/](file:[\\/].*)$/.exec(path) ?? [];
  return address === undefined ? path : fileURLToPath(address.replace(/^file:\/*/, "file:///"));
}

/** The stack itself is registered by the SDK, and the rest of the way to the program is the recorder's, which is here. */
function isOfProgram(file: string): boolean {
  return isAbsolute(file) && !file.split(sep).includes("node_modules") && !file.startsWith(`${__dirname}${sep}`);
}

/** As V8 writes a frame, with the name of a function or without: at the top of an ES module there is none. */
const framePosition = /^\s*at (?:.* \()?(?:async )?(?<file>.*?):(?<line>[0-9]+):(?<column>[0-9]+)\)?$/;

/**
 * Has the SDK read the frames at the top of ES modules as well, which it takes for frames without a place.
 * @returns what undoes it
 */
export function readNamelessFrames({ pulumi: { Resource } }: Sdk): () => void {
  const before: unknown = Reflect.get(Resource, "framePositionRegExp");
  Reflect.set(Resource, "framePositionRegExp", framePosition);
  return () => void Reflect.set(Resource, "framePositionRegExp", before);
}
