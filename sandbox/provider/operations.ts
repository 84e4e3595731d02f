import { UserError } from "../../src/user-error";
import { Refusal, refusalRow } from "../refusals";
import type { Turns } from "../store/lock";
import type { Store } from "../store/store";
import { DEFAULTS, defaults } from "./check";
import { isMap, type Json, type Properties, present, same, text, UNKNOWN, without } from "./property";
import { requireReferences, requireReleased } from "./references";
import type { Cloud, Field, ResourceType } from "./resource-type";

/** What the operations need to know of their surroundings. */
export interface Surroundings {
  readonly store: Store;
  readonly types: readonly ResourceType[];
  readonly account: string;
  readonly region: string;
  readonly now: () => Date;
  /** How long a deletion or validation is tried again, in milliseconds. */
  readonly patienceMs: number;
}

/** A resource as it stands after an operation. */
export interface Outcome {
  readonly id: string;
  readonly properties: Properties;
}

/** A resource as the cloud has it, and the inputs that would make it so. */
export interface Reading extends Outcome {
  readonly inputs: Properties;
}

/** The provider's operations on the sandbox's cloud. */
export class Operations {
  readonly #around: Surroundings;
  readonly #turns: Turns;

  constructor(around: Surroundings, turns: Turns) {
    this.#around = around;
    this.#turns = turns;
  }

  /** Gives the outputs of a creation as far as they are known before it. */
  previewCreate(type: ResourceType, inputs: Properties): Properties {
    const open = [...type.outputs, ...cloudFilled(type)].map((name): [string, Json] => [name, UNKNOWN]);
    return { ...Object.fromEntries(open), ...this.#declared(type, inputs) };
  }

  /** Creates a resource, or refuses. */
  create(type: ResourceType, urn: string, inputs: Properties): Promise<Outcome> {
    return this.#patiently(async () => {
      const cloud = this.#cloud(inputs);
      requireReferences(type, inputs, cloud);
      const known = this.#declared(type, inputs);
      const created = await type.create({ cloud, urn, inputs: known });
      const properties = { ...known, ...present(created.outputs) };
      this.#save(type, created.id, properties, created.partOf);
      return { id: created.id, properties };
    });
  }

  /** Gives the outputs of a change as far as they are known before it. */
  previewUpdate(type: ResourceType, olds: Properties, oldInputs: Properties, news: Properties): Properties {
    const moving = (type.moving ?? []).map((name): [string, Json] => [name, UNKNOWN]);
    return { ...merged(type, olds, oldInputs, this.#declared(type, news)), ...Object.fromEntries(moving) };
  }

  /** Changes a resource in place, or refuses. */
  update(type: ResourceType, urn: string, id: string, old: Properties, oldInputs: Properties, news: Properties) {
    return this.#patiently(async () => {
      const cloud = this.#cloud(news);
      const stored = this.#around.store.read(type, keyOf(type, id, old));
      if (stored === undefined) {
        throw new UserError(
          `The resource "${id}" is not in the sandbox's cloud any more.`,
          "Run `pulumi refresh`, so that the next update creates it anew.",
        );
      }
      requireReferences(type, news, cloud);
      const declared = this.#declared(type, news);
      const inputs = merged(type, stored.properties, oldInputs, declared);
      const outputs = await type.update?.({ cloud, urn, id, inputs, before: stored.properties });
      const properties = { ...inputs, ...present(outputs ?? {}) };
      this.#save(type, id, properties, stored.partOf);
      return { id, properties };
    });
  }

  /** Reads a resource; undefined where the cloud does not have it. */
  read(type: ResourceType, id: string, olds: Properties, oldInputs: Properties): Reading | undefined {
    const stored = this.#around.store.read(type, keyOf(type, id, olds)) ?? this.#cloud(olds).find(type, lastPart(id));
    if (stored === undefined || type.isGone?.(stored.properties) === true) return undefined;
    const kept = Object.entries(olds).filter(([name]) => type.inputs[name]?.secret === true);
    const properties = { ...stored.properties, ...Object.fromEntries(kept) };
    return { id: stored.id, properties, inputs: inputsOf(type, properties, oldInputs) };
  }

  /** Deletes a resource; one that is gone already is no error. */
  delete(type: ResourceType, urn: string, id: string, olds: Properties): Promise<void> {
    return this.#patiently(() => {
      const key = keyOf(type, id, olds);
      const stored = this.#around.store.read(type, key);
      if (stored === undefined || type.staysWhenDeleted === true) return;
      const cloud = this.#cloud(stored.properties);
      requireReleased(type, id, stored.properties, this.#around.types, cloud);
      const left = type.remove?.({ cloud, urn, id, before: stored.properties });
      if (left !== undefined) return this.#around.store.write(type, key, { ...stored, properties: left });
      this.#around.store.remove(type, key);
      this.#dropParts(id);
    });
  }

  /** Gives the cloud as resource types and functions see it. */
  cloud(region?: string): Cloud {
    return this.#cloud(region === undefined ? {} : { region });
  }

  #cloud(inputs: Properties): Cloud {
    const { store, account, now } = this.#around;
    return {
      account,
      now,
      region: text(inputs.region) ?? this.#around.region,
      all: (kind) => store.list(kind),
      find: (kind, id) => store.read(kind, id) ?? store.list(kind).find((stored) => stored.id === id),
      put: (kind, key, stored) => store.write(kind, key, stored),
      drop: (kind, key) => store.remove(kind, key),
    };
  }

  /** Gives what the inputs say, with defaults and what follows from them. */
  #declared(type: ResourceType, inputs: Properties): Properties {
    const own = without(inputs, [DEFAULTS]);
    const filled = { ...own, ...defaults(type, own) };
    return { ...filled, ...type.foresee?.(filled, this.#cloud(filled)) };
  }

  #save(type: ResourceType, id: string, properties: Properties, partOf: string | undefined): void {
    const secret = Object.entries(type.inputs).flatMap(([name, field]) => (field.secret === true ? [name] : []));
    const owner = partOf === undefined ? {} : { partOf };
    const stored = { type: type.type, id, ...owner, properties: without(properties, secret) };
    this.#around.store.write(type, keyOf(type, id, properties), stored);
  }

  #dropParts(owner: string): void {
    for (const type of this.#around.types) {
      for (const part of this.#around.store.list(type)) {
        if (part.partOf !== owner) continue;
        this.#around.store.remove(type, keyOf(type, part.id, part.properties));
        this.#dropParts(part.id);
      }
    }
  }

  /** Tries again, as the real providers do, while the cloud says that something else has to happen first. */
  async #patiently<T>(work: () => T | Promise<T>): Promise<T> {
    const end = Date.now() + this.#around.patienceMs;
    for (;;) {
      try {
        return await this.#turns.take(work);
      } catch (error) {
        const again = error instanceof Refusal && refusalRow(error.id).triedAgain === true;
        if (!again || Date.now() >= end) throw error;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    }
  }
}

function keyOf(type: ResourceType, id: string, properties: Properties): string {
  return type.key?.(id, properties) ?? id;
}

/** Import ids of Cloudflare start with the zone's: `<zone>/<record>`. */
function lastPart(id: string): string {
  return id.startsWith("arn:") ? id : (id.split("/").at(-1) ?? id);
}

function cloudFilled(type: ResourceType): readonly string[] {
  return Object.entries(type.inputs).flatMap(([name, field]) => (field.cloudFills === true ? [name] : []));
}

/** Gives the old properties with new inputs: what the program dropped goes, unless the cloud keeps it. */
function merged(type: ResourceType, before: Properties, oldInputs: Properties, news: Properties): Properties {
  const dropped = Object.keys(oldInputs).filter(
    (name) => news[name] === undefined && type.inputs[name]?.cloudFills !== true,
  );
  return { ...without(before, dropped), ...news };
}

/** Gives the inputs that a reading amounts to: those the program gave, and what was set beside it. */
function inputsOf(type: ResourceType, properties: Properties, oldInputs: Properties): Properties {
  const imported = Object.keys(oldInputs).length === 0;
  const names = Object.keys(type.inputs).filter((name) => {
    const field = type.inputs[name];
    if (oldInputs[name] !== undefined) return true;
    if (imported) return field?.default === undefined || !same(properties[name], field.default);
    return field?.cloudFills !== true && !same(properties[name], field?.default);
  });
  const unlisted = Object.keys(oldInputs).filter((name) => type.inputs[name] === undefined);
  const inputs = [...names, ...unlisted].map((name): [string, Json | undefined] => [
    name,
    imported ? properties[name] : withoutFilled(type.inputs[name], properties[name], oldInputs[name]),
  ]);
  const marks = oldInputs[DEFAULTS] === undefined ? {} : { [DEFAULTS]: oldInputs[DEFAULTS] };
  const own = type.readBack?.(properties, oldInputs) ?? {};
  return present({ ...Object.fromEntries(inputs), ...own, ...marks });
}

/** Leaves out what the cloud put into a map that the program gave. */
function withoutFilled(field: Field | undefined, value: Json | undefined, old: Json | undefined): Json | undefined {
  if (!isMap(value) || !isMap(old) || (field?.cloudFills !== true && field?.inner === undefined)) return value;
  const entries = Object.entries(value).filter(
    ([name, inner]) => old[name] !== undefined || (field.cloudFills !== true && !same(inner, field.inner?.[name])),
  );
  return Object.fromEntries(entries);
}
