import type { DriftClass } from "../findings/drift-policy";
import type { ResourceGraph } from "../graph/resource-graph";
import { type Candidate, candidateAbout } from "./candidate";
import { type Difference, topOf } from "./compare";
import { judgedDifferences } from "./differing";
import { editOf } from "./graphs";
import type { Noise } from "./noise/noise";
import { sameReading } from "./noise/same-reading";
import type { FoundResource, Observation } from "./observation";
import { weakened } from "./protection";
import { restoring } from "./restore";
import { listDifferences, notShown, shownDifference } from "./shown";
import { capital, cloudOf, packageOf, quoted } from "./words";

/** Says what a refresh found otherwise than the state has it: one change for each resource. */
export function foundChanges(graph: ResourceGraph, { found, plan }: Observation): readonly Candidate[] {
  return found
    .filter(({ type }) => !type.startsWith("pulumi:"))
    .flatMap((resource) => {
      if (resource.is === null) return [gone(graph, resource, plan)];
      const judged = judgedDifferences(resource);
      const real = judged.filter(({ noise }) => noise === undefined).map(({ difference }) => difference);
      if (real.length > 0) return [edited(graph, resource, real, plan)];
      const [first] = judged;
      if (first?.noise !== undefined)
        return [
          noisy(
            resource,
            judged.map(({ difference }) => difference),
            first.noise,
          ),
        ];
      return resource.paths.length > 0 ? [imagined(resource)] : [];
    });
}

function gone(graph: ResourceGraph, resource: FoundResource, plan: Observation["plan"]): Candidate {
  const { urn, type } = resource;
  const edit = editOf(graph, resource);
  const isRead = graph.byUrn(urn)?.kind === "read";
  const fix = isRead
    ? "Remove it from the program, or make it anew: the program only reads it."
    : restoring({ plan, urn, type, ignored: [] });
  return {
    ...candidateAbout(resource, "deleted-outside", "gone"),
    what: `${capital(quoted(type, urn))} was deleted in ${cloudOf(type)}.`,
    fix,
    edits: edit === undefined ? [] : [edit],
  };
}

function edited(
  graph: ResourceGraph,
  resource: FoundResource,
  real: readonly Difference[],
  plan: Observation["plan"],
): Candidate {
  const { urn, type } = resource;
  const properties = real.map((difference) => shownDifference(type, difference));
  const edit = editOf(graph, resource);
  return {
    ...candidateAbout(resource, ...editedBy(type)),
    properties,
    what: `${capital(quoted(type, urn))} was changed in ${cloudOf(type)}: ${listDifferences(properties)}.`,
    fix: restoring({ plan, urn, type, ignored: ignoredIn(graph, urn, real) }),
    edits: edit === undefined ? [] : [edit],
    weakens: weakened(resource, real),
  };
}

function editedBy(type: string): readonly [DriftClass, string] {
  switch (packageOf(type)) {
    case "cloudflare":
      return ["edited-in-cloudflare", "cloudflare-differs"];
    case "aws":
      return ["edited-in-aws", "aws-differs"];
    default:
      return ["edited-elsewhere", "cloud-differs"];
  }
}

/** Gives the paths that hold an update back, where they hold it back from everything that differs. */
function ignoredIn(graph: ResourceGraph, urn: string, real: readonly Difference[]): readonly string[] {
  const ignored = graph.byUrn(urn)?.options.ignoreChanges ?? [];
  const covers = (path: string, { property }: Difference) => path === "*" || topOf(path) === property;
  const isHeldBack = real.every((difference) => ignored.some((path) => covers(path, difference)));
  return isHeldBack ? ignored.filter((path) => real.some((difference) => covers(path, difference))) : [];
}

function noisy(resource: FoundResource, all: readonly Difference[], { id, why }: Noise): Candidate {
  const { urn, type } = resource;
  const properties = all.map((difference) => shownDifference(type, difference));
  return {
    ...candidateAbout(resource, "provider-noise", `noise:${id}`),
    properties,
    what: `${capital(quoted(type, urn))} reads otherwise, and nobody changed it: ${properties.map(({ path }) => path).join(", ")}. ${why}`,
    fix: "Nothing is to be done.",
  };
}

/** The engine compares projections of what was read; where the readings are the same, nothing has changed. */
function imagined(resource: FoundResource): Candidate {
  const { urn, type, paths } = resource;
  return {
    ...candidateAbout(resource, "provider-noise", `noise:${sameReading.id}`),
    properties: paths.map(notShown),
    what: `The engine sees a change of ${paths.join(", ")} on ${quoted(type, urn)}, which reads as it did. ${sameReading.why}`,
    fix: "Nothing is to be done.",
  };
}
