import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { UserError } from "../../src/user-error";
import { isMap, type Json, type Properties } from "../provider/property";

/** A kind of resource: its Pulumi token, and the folder of its files below the cloud's folder. */
export interface Kind {
  /** Token such as `aws:ec2/vpc:Vpc`. */
  readonly type: string;
  /** Folder such as `aws/vpc`. */
  readonly folder: string;
}

/** A resource in the sandbox's cloud: one JSON file, made to be read and edited by hand. */
export interface Stored {
  readonly type: string;
  readonly id: string;
  /** Id of the resource that brought this one into being, and takes it along when it goes. */
  readonly partOf?: string;
  readonly properties: Properties;
}

/** The folder that is the sandbox's cloud. */
export class Store {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Gives every resource of a kind, by file name. */
  list(kind: Kind): readonly Stored[] {
    return this.#names(kind.folder)
      .sort()
      .flatMap((name) => this.#load(join(this.#folder, kind.folder, name)) ?? []);
  }

  /** Gives the resource of a key, or undefined where its file is not there. */
  read(kind: Kind, key: string): Stored | undefined {
    return this.#load(this.path(kind, key));
  }

  /** Writes a resource's file whole: a reader sees the old one or the new one, never a part. */
  write(kind: Kind, key: string, stored: Stored): void {
    const path = this.path(kind, key);
    mkdirSync(dirname(path), { recursive: true });
    const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}.tmp`;
    writeFileSync(draft, `${JSON.stringify(stored, undefined, 2)}\n`);
    renameSync(draft, path);
  }

  /** Deletes a resource's file; a missing one is no error. */
  remove(kind: Kind, key: string): void {
    rmSync(this.path(kind, key), { force: true });
  }

  /** Gives the path of a resource's file. */
  path(kind: Kind, key: string): string {
    return join(this.#folder, kind.folder, `${fileName(key)}.json`);
  }

  /** Reads a file of the cloud's folder that is no resource, such as `cloudflare/ip-ranges.json`. */
  readPlain(name: string): Json | undefined {
    const path = join(this.#folder, name);
    const content = readIfThere(path);
    return content === undefined ? undefined : parse(path, content);
  }

  #names(folder: string): string[] {
    try {
      return readdirSync(join(this.#folder, folder)).filter((name) => name.endsWith(".json"));
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  #load(path: string): Stored | undefined {
    const content = readIfThere(path);
    if (content === undefined) return undefined;
    const value = parse(path, content);
    if (!isMap(value) || typeof value.type !== "string" || typeof value.id !== "string" || !isMap(value.properties)) {
      throw new UserError(
        `The sandbox's file "${path}" does not hold a resource: it needs "type", "id" and "properties".`,
        "Mend the file, or delete it to take the resource out of the sandbox's cloud.",
      );
    }
    const partOf = typeof value.partOf === "string" ? { partOf: value.partOf } : {};
    return { type: value.type, id: value.id, ...partOf, properties: value.properties };
  }
}

/** Gives a file name for a key: an ARN's own part, and only characters that every file system takes. */
export function fileName(key: string): string {
  const own = key.startsWith("arn:") ? key.split(":").slice(5).join(".") : key;
  return own.replace(/[^A-Za-z0-9._-]/g, "_");
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function parse(path: string, content: string): Json {
  try {
    return JSON.parse(content) as Json;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `The sandbox's file "${path}" is not JSON: ${reason}.`,
      "Mend the file, or delete it to take the resource out of the sandbox's cloud.",
      { cause: error },
    );
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
