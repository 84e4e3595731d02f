import type { ResourceNode } from "../graph/resource";
import type { ResourceGraph } from "../graph/resource-graph";
import { types } from "../graph/types";
import type { Properties } from "../graph/value";
import type { Extra } from "./beside";
import { foundChanges } from "./found";
import { asDeployed } from "./graphs";
import type { FoundResource, Snapshot } from "./observation";
import { redeclarations } from "./planned";
import { onlyCidr, placeOf, type Shape, saysAll, shapes, wordsOf } from "./rule-shape";
import { quoted } from "./words";

/** One step of an update that changes something in the clouds or in the state. */
export interface PlanStep {
  readonly urn: string;
  /** Canonical type token. */
  readonly type: string;
  /** As the engine says it, such as `create` or `delete-replaced`. */
  readonly op: string;
  /** What the program declares; null for a deletion. */
  readonly wanted: Snapshot | null;
}

/** What is known of a stack and of the update that would mend it. */
export interface RemedyInput {
  /** The exported state. */
  readonly state: ResourceGraph;
  /** What the refresh of the planned update found. */
  readonly found: readonly FoundResource[];
  readonly plan: readonly PlanStep[];
  /** Rules that stand in our groups and that the state does not have. */
  readonly extras: readonly Extra[];
  /** CIDRs that the edge dials from. */
  readonly published: readonly string[];
  /** Ids of changes that somebody accepted. */
  readonly waived: ReadonlySet<string>;
}

/** One step that may be taken without a person. */
export interface Mending {
  readonly kind: "make-again" | "add-range";
  readonly urn: string;
  readonly type: string;
  /** Such as `ingress rule "https-192-0-2-0-24": tcp 443 for 192.0.2.0/24`. */
  readonly says: string;
  /**
   * Id of the rule that stands in the cloud already, as an interrupted run leaves it: the state takes it over, since AWS
   * makes no second one.
   */
  readonly takesOver: string | null;
}

/** What may be done about drift without a person. */
export type Remedy =
  | { readonly kind: "nothing" }
  | { readonly kind: "safe"; readonly mendings: readonly Mending[] }
  | {
      readonly kind: "refused";
      readonly mendings: readonly Mending[];
      /** A sentence each. */
      readonly reasons: readonly string[];
    };

/** The types to which a published range is added one by one. */
const openedByRange: readonly string[] = [types.ingressRule, types.managedPrefixListEntry];

/**
 * Says whether an update may run without a person: where all that it does is to make rules again that were deleted outside,
 * and to add ranges that Cloudflare published, and where its refresh hides nothing that somebody has to see.
 */
export function decideRemedy(input: RemedyInput): Remedy {
  // The engine plans side by side, in another order each time; what a person reads does not change with it.
  const plan = input.plan.toSorted((a, b) => Number(a.urn > b.urn) - Number(a.urn < b.urn));
  const judged = plan.map((step) => judge(step, input));
  const mendings = judged.filter((each) => typeof each !== "string");
  const reasons = [...new Set([...judged.filter((each) => typeof each === "string"), ...hidden(input, mendings)])];
  if (reasons.length > 0) return { kind: "refused", mendings, reasons };
  return mendings.length === 0 ? { kind: "nothing" } : { kind: "safe", mendings };
}

function judge(step: PlanStep, input: RemedyInput): Mending | string {
  const { urn, type, op, wanted } = step;
  const named = quoted(type, urn);
  if (op !== "create" || wanted === null) return `It would ${verbs[op] ?? `do "${op}" to`} ${named}.`;
  const shape = shapes[type];
  if (shape === undefined) return `It would create ${named}, which is no rule that only lets something through.`;
  const deployed = input.found.find((each) => each.urn === urn);
  const says = `${named}: ${wordsOf(shape, wanted.inputs)}`;
  const takesOver = standing(shape, { type, rule: wanted.inputs }, input.extras);
  if (deployed !== undefined) {
    const news = redeclarations({ ...step, op: "create", paths: [] }, deployed);
    if (deployed.is !== null || news.length > 0)
      return `It would create ${named}, which the program declares otherwise than it was deployed.`;
    return { kind: "make-again", urn, type, says, takesOver };
  }
  const trouble = notAnAddition(shape, { type, rule: wanted.inputs }, input);
  if (trouble !== undefined) return `It would create ${says}, ${trouble}.`;
  return { kind: "add-range", urn, type, says, takesOver };
}

const verbs: Readonly<Record<string, string>> = {
  create: "create",
  update: "change",
  delete: "delete",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "delete what replaces",
  import: "import",
};

/** A rule that is to be made, as the program declares it. */
interface Rule {
  readonly type: string;
  readonly rule: Properties;
}

/** Says why a new rule is not just one range more in a place that is open to Cloudflare already. */
function notAnAddition(shape: Shape, { type, rule }: Rule, input: RemedyInput): string | undefined {
  const cidr = onlyCidr(shape, rule);
  if (!openedByRange.includes(type) || cidr === undefined || !input.published.includes(cidr))
    return "which is none of the ranges that Cloudflare publishes";
  const place = placeOf(shape, rule);
  const siblings = asDeployed(input.state, input.found)
    .ofType(type)
    .filter((other) => place !== undefined && placeOf(shape, other.inputs) === place);
  const isOpen = siblings.some((other) => input.published.includes(onlyCidr(shape, other.inputs) ?? ""));
  return isOpen ? undefined : "where no range of Cloudflare was let in before";
}

/** Finds the rule in the cloud that says the same. */
function standing(shape: Shape, { type, rule }: Rule, extras: readonly Extra[]): string | null {
  const said = saysAll(shape, rule);
  const same = (node: ResourceNode) => node.type === type && said !== undefined && saysAll(shape, node.inputs) === said;
  return extras.find(({ node }) => same(node))?.node.id ?? null;
}

/** A refresh writes into the state what it finds: what no step undoes would never be reported again. */
function hidden({ state, found, plan, waived }: RemedyInput, mendings: readonly Mending[]): readonly string[] {
  const planned = new Set([...plan, ...mendings].map(({ urn }) => urn));
  return foundChanges(asDeployed(state, found), { method: "preview", found, plan: null, failures: [] })
    .filter((change) => change.class !== "provider-noise" && !waived.has(change.id) && !planned.has(change.resource))
    .map(({ what }) => `${what} No step undoes it, and the refresh would take it for deployed.`);
}

/** Lists what a later refresh found besides, a sentence each: it was changed in between, and is in the state now. */
export function changedSince(
  state: ResourceGraph,
  before: readonly FoundResource[],
  after: readonly FoundResource[],
): readonly string[] {
  const changes = (found: readonly FoundResource[]) =>
    foundChanges(asDeployed(state, found), { method: "preview", found, plan: null, failures: [] }).filter(
      (change) => change.class !== "provider-noise",
    );
  const known = new Set(changes(before).map(({ what }) => what));
  return changes(after).flatMap(({ what }) => (known.has(what) ? [] : [what]));
}
