import { createHash } from "node:crypto";
import { refusalText } from "../refusals";
import { hasUnknown, isList, isMap, type Json, type Properties, same, text, texts } from "./property";
import type { Field, FieldKind, Flaw, ResourceType } from "./resource-type";

/**
 * Where Terraform-bridged providers keep which inputs they filled in themselves.
 * @see https://github.com/pulumi/pulumi-terraform-bridge/blob/main/pkg/reservedkeys/keys.go
 */
export const DEFAULTS = "__defaults";

/** What the engine says about names that the provider may choose. */
export interface Naming {
  readonly resourceName: string;
  readonly seed: Uint8Array;
  /** `propose`: use unless too long; `enforce`: use as it is; `off`: choose none. */
  readonly mode: "own" | "propose" | "enforce" | "off";
  readonly proposed: string;
}

/** Inputs with the provider's defaults and names, and what is wrong with them. */
export interface Checked {
  readonly inputs: Properties;
  readonly flaws: readonly Flaw[];
}

/** Checks a resource's inputs as its provider does before anything is asked of the cloud. */
export function checkInputs(type: ResourceType, olds: Properties, news: Properties, naming: Naming): Checked {
  const filled = type.framework === true ? {} : defaults(type, news);
  const name = autoname(type, olds, news, naming);
  if (name === "too long") {
    const values = { type: type.type, name: naming.resourceName, limit: nameLimit(type) };
    return { inputs: news, flaws: [{ property: "name", reason: refusalText("nameTooLong", values) }] };
  }
  const inputs: Properties = { ...news, ...filled, ...name };
  const marked =
    type.framework === true ? inputs : { ...inputs, [DEFAULTS]: Object.keys({ ...filled, ...name }).sort() };
  const flaws = [...Object.entries(type.inputs).flatMap(([key, field]) => flawsOf(key, field, inputs[key]))];
  return { inputs: marked, flaws: flaws.length > 0 ? flaws : (type.validate?.(inputs) ?? []) };
}

/** Gives the defaults of properties that the inputs leave out, also inside maps that they give. */
export function defaults(type: ResourceType, inputs: Properties): Properties {
  const entries = Object.entries(type.inputs).flatMap(([key, field]): [string, Json][] => {
    const given = inputs[key];
    if (given === undefined) return field.default === undefined ? [] : [[key, field.default]];
    return field.inner !== undefined && isMap(given) ? [[key, { ...field.inner, ...given }]] : [];
  });
  return Object.fromEntries(entries);
}

function autoname(type: ResourceType, olds: Properties, news: Properties, naming: Naming): Properties | "too long" {
  const rule = type.autoname;
  if (rule === undefined || naming.mode === "off" || news.name !== undefined) return {};
  if (rule.unless?.some((key) => news[key] !== undefined) === true) return {};
  const before = text(olds.name);
  if (before !== undefined && texts(olds[DEFAULTS]).includes("name")) return { name: before };
  const fitting = naming.proposed.length <= nameLimit(type);
  if (naming.mode === "enforce" || (naming.mode === "propose" && fitting)) return { name: naming.proposed };
  const suffix = `-${createHash("sha256").update(naming.seed).digest("hex").slice(0, 7)}`;
  const name = `${naming.resourceName}${suffix}`;
  return name.length > nameLimit(type) ? "too long" : { name };
}

function nameLimit(type: ResourceType): number {
  return type.autoname?.maxLength ?? 255;
}

function flawsOf(property: string, field: Field, value: Json | undefined): readonly Flaw[] {
  if (value === undefined || value === null) {
    return field.required === true ? [{ property, reason: `Missing required property "${property}".` }] : [];
  }
  if (hasUnknown(value)) return [];
  if (!fits(field.kind, value)) {
    return [{ property, reason: `Property "${property}" must be ${article[field.kind]}, and is ${kindOf(value)}.` }];
  }
  const choices = field.oneOf;
  if (choices === undefined || choices.some((choice) => same(choice, value))) return [];
  const allowed = choices.map((choice) => JSON.stringify(choice)).join(", ");
  return [{ property, reason: `Property "${property}" must be one of ${allowed}, and is ${JSON.stringify(value)}.` }];
}

const article: Record<FieldKind, string> = {
  text: "a string",
  number: "a number",
  flag: "a boolean",
  list: "a list",
  map: "an object",
  any: "anything",
};

/** Providers take a number or boolean where text is declared, and the reverse, where it can be read as one. */
function fits(kind: FieldKind, value: Json): boolean {
  switch (kind) {
    case "any":
      return true;
    case "list":
      return isList(value);
    case "map":
      return isMap(value);
    case "text":
      return !isList(value) && !isMap(value);
    case "number":
      return typeof value === "number" || (typeof value === "string" && value !== "" && !Number.isNaN(Number(value)));
    case "flag":
      return typeof value === "boolean" || value === "true" || value === "false";
  }
}

function kindOf(value: Json): string {
  if (isList(value)) return article.list;
  if (isMap(value)) return article.map;
  if (typeof value === "number") return article.number;
  return typeof value === "boolean" ? article.flag : article.text;
}
