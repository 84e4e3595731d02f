import {
  type Input,
  type Inputs,
  isInputList,
  isReference,
  type Piece,
  type PieceOptions,
  type Reference,
  type Site,
} from "../../../policies/example";
import { spellingOf } from "../../../policies/sites";

const width = 100;

/** Writes the resources of an example as the Pulumi program that declares them. */
export function codeOf(site: Site): string {
  return Object.entries(site)
    .map(([name, piece]) => declarationOf(name, piece))
    .join("\n");
}

function declarationOf(name: string, { type, inputs, options }: Piece): string {
  const call = `const ${name} = new ${classOf(type)}("${name}", `;
  const waits = options === undefined ? "" : `, ${optionsOf(options)}`;
  return `${call}${written(inputs, "", width - call.length - waits.length - 2)}${waits});`;
}

function optionsOf({ dependsOn = [], ...chosen }: PieceOptions): string {
  const waits = dependsOn.length === 0 ? [] : [`dependsOn: [${dependsOn.join(", ")}]`];
  return `{ ${[...waits, ...Object.entries(chosen).map(([name, value]) => `${name}: ${value}`)].join(", ")} }`;
}

/** `aws:lb/listener:Listener` is `aws.lb.Listener`, `cloudflare:index/zone:Zone` is `cloudflare.Zone`. */
function classOf(token: string): string {
  const [provider = "", module = "", className = ""] = token.split(":");
  const [folder] = module.split("/");
  return [provider, ...(folder === "index" ? [] : [folder]), className].join(".");
}

function written(input: Input, indent: string, room: number): string {
  const spelling = spellingOf(input);
  if (spelling !== undefined) return spelling;
  if (typeof input !== "object") return JSON.stringify(input);
  if (isReference(input)) return referenceOf(input);
  const line = onOneLine(input);
  return indent.length + line.length <= room && !line.includes("\n") ? line : onLines(input, indent);
}

function referenceOf({ resource, output, prefix = "", suffix = "" }: Reference): string {
  const plain = `${resource}.${output}`;
  if (prefix === "" && suffix === "") return plain;
  return `pulumi.interpolate\`${prefix.replaceAll("\n", "\\n")}\${${plain}}${suffix}\``;
}

function onOneLine(input: readonly Input[] | Inputs): string {
  if (isInputList(input)) return `[${input.map((inner) => written(inner, "", Number.POSITIVE_INFINITY)).join(", ")}]`;
  const entries = Object.entries(input).map(
    ([name, inner]) => `${keyOf(name)}: ${written(inner, "", Number.POSITIVE_INFINITY)}`,
  );
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

function onLines(input: readonly Input[] | Inputs, indent: string): string {
  const deeper = `${indent}  `;
  const room = width - deeper.length;
  if (isInputList(input)) {
    return `[\n${input.map((inner) => `${deeper}${written(inner, deeper, room)},\n`).join("")}${indent}]`;
  }
  const lines = Object.entries(input).map(
    ([name, inner]) => `${deeper}${keyOf(name)}: ${written(inner, deeper, room - name.length)},\n`,
  );
  return `{\n${lines.join("")}${indent}}`;
}

function keyOf(name: string): string {
  return /^[a-zA-Z]\w*$/.test(name) ? name : JSON.stringify(name);
}
