import { refuse } from "../refusals";
import { isMap, type Properties, text, valuesAt } from "./property";
import type { Cloud, Reference, ResourceType } from "./resource-type";

/** Refuses inputs that name a resource which does not exist. */
export function requireReferences(type: ResourceType, inputs: Properties, cloud: Cloud): void {
  for (const reference of type.references ?? []) {
    const absent = reference.absent;
    if (absent === undefined) continue;
    for (const wanted of named(reference, inputs)) {
      if (!exists(reference, wanted, cloud)) refuse(absent, { id: wanted });
    }
  }
}

/** Refuses to delete a resource that another one holds. */
export function requireReleased(
  type: ResourceType,
  id: string,
  properties: Properties,
  types: readonly ResourceType[],
  cloud: Cloud,
): void {
  const inUse = type.inUse;
  if (inUse === undefined) return;
  const holder = findHolder(type, id, properties, types, cloud);
  if (holder !== undefined) refuse(inUse, { id, holder, address: text(properties.publicIp) ?? id });
}

function findHolder(
  type: ResourceType,
  id: string,
  properties: Properties,
  types: readonly ResourceType[],
  cloud: Cloud,
): string | undefined {
  for (const other of types) {
    const references = (other.references ?? []).filter(
      (reference) => reference.holds === true && reference.to.some((kind) => kind.type === type.type),
    );
    if (references.length === 0) continue;
    for (const stored of cloud.all(other)) {
      if (stored.id === id || stored.partOf === id || other.isGone?.(stored.properties) === true) continue;
      const names = references.flatMap((reference) =>
        named(reference, stored.properties).map((name) => ({ name, own: ownName(reference, id, properties) })),
      );
      if (names.some(({ name, own }) => name === own)) return stored.id;
    }
  }
  return undefined;
}

function ownName(reference: Reference, id: string, properties: Properties): string | undefined {
  return reference.by === undefined ? id : text(properties[reference.by]);
}

function named(reference: Reference, properties: Properties): readonly string[] {
  return valuesAt(properties, reference.path).flatMap((value) => (isMap(value) ? [] : (text(value) ?? [])));
}

function exists(reference: Reference, wanted: string, cloud: Cloud): boolean {
  const { by } = reference;
  return reference.to.some((kind) =>
    by === undefined
      ? cloud.find(kind, wanted) !== undefined
      : cloud.all(kind).some((stored) => stored.properties[by] === wanted),
  );
}
