import { types } from "../graph/types";
import type { Properties } from "../graph/value";
import type { Extra } from "./beside";
import { type Candidate, candidateAbout } from "./candidate";
import type { FoundResource } from "./observation";
import { saysAll, shapes } from "./rule-shape";
import { capital, cloudOf, quoted } from "./words";

/** A resource that is gone, and another one that stands in its place and says the same. */
interface Replaced {
  readonly gone: FoundResource;
  readonly extra: Extra;
}

/** What was deleted and made anew outside, and what is left to be told of by itself. */
export interface Anew {
  readonly candidates: readonly Candidate[];
  readonly found: readonly FoundResource[];
  readonly extras: readonly Extra[];
}

/**
 * Finds what somebody deleted and made again as it was: the state knows another id, and visitors notice nothing. Told as
 * a deletion and an addition it would be an alarm about nobody.
 */
export function madeAnew(found: readonly FoundResource[], extras: readonly Extra[]): Anew {
  const left = [...extras];
  const replaced = found.flatMap((gone): readonly Replaced[] => {
    const said = gone.is === null ? says(gone.type, gone.was.outputs) : undefined;
    const index = left.findIndex(({ node }) => said !== undefined && says(node.type, node.inputs) === said);
    const [extra] = index < 0 ? [] : left.splice(index, 1);
    return extra === undefined ? [] : [{ gone, extra }];
  });
  const urns = new Set(replaced.map(({ gone }) => gone.urn));
  return { candidates: replaced.map(anew), found: found.filter(({ urn }) => !urns.has(urn)), extras: left };
}

const recordWords = ["zoneId", "name", "type", "content"];

/** Writes all that matters of a rule or a record; undefined for anything else, and where some of it is not known. */
function says(type: string, properties: Properties): string | undefined {
  const shape = shapes[type];
  if (shape !== undefined) {
    const said = saysAll(shape, properties);
    return said === undefined ? undefined : `${type} ${said}`;
  }
  if (type !== types.dnsRecord) return undefined;
  const words = recordWords.map((name) => properties[name]);
  return words.every((word) => typeof word === "string")
    ? [type, ...words, properties.proxied === true].join(" ")
    : undefined;
}

function anew({ gone: { urn, type }, extra: { node } }: Replaced): Candidate {
  const isRecord = type === types.dnsRecord;
  return {
    ...candidateAbout({ urn, type }, isRecord ? "edited-in-cloudflare" : "edited-in-aws", "made-anew"),
    what:
      `${capital(quoted(type, urn))} was deleted in ${cloudOf(type)} and made anew as ${node.name}, which says the same: ` +
      "visitors notice nothing.",
    fix: isRecord
      ? `Take it into the state by "pulumi import", as ${zoneIn(node.inputs)}/${node.name}: Cloudflare refuses to make a second one.`
      : 'Run "no521 drift --remediate safe", which takes it into the state: AWS refuses to make a second one.',
  };
}

function zoneIn({ zoneId }: Properties): string {
  return typeof zoneId === "string" ? zoneId : "ZONE";
}
