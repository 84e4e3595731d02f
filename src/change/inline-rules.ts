import { snapshot } from "../cloudflare/ranges";
import { guards } from "../findings/served";
import { asNumber, asText, asTexts, objects, property } from "../graph/read";
import type { ResourceNode } from "../graph/resource";
import { types } from "../graph/types";
import { notKnown, type Properties } from "../graph/value";
import { type Cidr, intersect, parseCidr, subtract } from "../net/cidr";
import { hostnamesOf, text } from "./step";
import type { Step, Transition, Watcher } from "./transition";

/** One network that an inline or a separate rule admits. */
interface Element {
  /** What AWS tells rules apart by: `tcp 443-443 203.0.113.0/24`. */
  readonly key: string;
  readonly description: string;
  readonly cidr: Cidr;
  readonly ports: { readonly from: number; readonly to: number };
}

/**
 * An update of inline rules revokes what changed and authorises what is new afterwards. What admits Cloudflare before and
 * after, and is another rule to AWS meanwhile, is closed in between.
 * @see https://github.com/hashicorp/terraform-provider-aws/pull/4726
 */
export const inlineRules: Watcher = (step) => {
  const guarding = guards(step.before);
  return step.kept
    .filter(({ was }) => was.type === types.securityGroup)
    .flatMap(({ was, is }): readonly Transition[] => {
      const hostnames = hostnamesOf(was, guarding);
      const [old, fresh] = [inlineOf(was), inlineOf(is)];
      if (hostnames.length === 0 || old === undefined || old.length === 0 || fresh === undefined) return [];
      const isKept = (element: Element) =>
        fresh.some((each) => each.key === element.key && each.description === element.description);
      const revoked = old.filter((element) => !isKept(element));
      const authorised = fresh.filter((element) => !old.some((each) => each.key === element.key && isKept(each)));
      const closed = revoked.filter((element) => {
        return isClosedMeanwhile(element, {
          meanwhile: [...old.filter(isKept), ...separate(step, was, "kept")],
          later: [...authorised, ...separate(step, is, "added")],
        });
      });
      const [first] = closed;
      if (first === undefined) return [];
      const isDescribed = closed.every(({ key }) => fresh.some((each) => each.key === key));
      const name = `Security group "${was.name}"`;
      return [
        {
          cause: "inline-rules-rewritten",
          severity: "warning",
          codes: [522],
          resource: was.urn,
          hostnames,
          what: isDescribed
            ? `${name} describes ${closed.length} of its inline rules otherwise, each of which is revoked before it is authorised again.`
            : `${name} rewrites ${closed.length} of its inline rules that admit Cloudflare, each of which is revoked before what takes its place is authorised.`,
          fix: isDescribed
            ? "Keep the descriptions as they were, or move to separate rules, which change in place."
            : "Add the new rules in one deployment and remove the old ones in the next, or move to separate rules, which are added first.",
          related: [{ resource: is.urn, says: `one of them is ${first.key}` }],
        },
      ];
    });
};

const edge: readonly Cidr[] = snapshot.ranges.flatMap(({ cidr }) => parseCidr(cidr) ?? []);

/** Reports whether some of the edge's addresses are let in before and after, and by nothing in between. */
function isClosedMeanwhile(
  element: Element,
  { meanwhile, later }: { readonly meanwhile: readonly Element[]; readonly later: readonly Element[] },
): boolean {
  const covering = (rules: readonly Element[]) =>
    rules
      .filter(({ ports }) => ports.from <= element.ports.from && element.ports.to <= ports.to)
      .map(({ cidr }) => cidr);
  const here = intersect([element.cidr], edge);
  const closed = subtract(here, covering(meanwhile));
  // What comes later may be for fewer ports or more: any that overlap keep the edge in.
  const reopening = later.filter(({ ports }) => ports.from <= element.ports.to && element.ports.from <= ports.to);
  const back = reopening.map(({ cidr }) => cidr);
  return intersect(closed, back).length > 0;
}

/** What inline ingress admits; undefined where it is not declared, or not known. */
function inlineOf(group: ResourceNode): readonly Element[] | undefined {
  const declared = objects({ ...group, outputs: {} }, "ingress");
  if (declared === notKnown || group.inputs.ingress === undefined || declared.includes(notKnown)) return undefined;
  return declared.flatMap((entry) => (entry === notKnown ? [] : elementsOf(entry)));
}

function elementsOf(entry: Properties): readonly Element[] {
  return ["cidrBlocks", "ipv6CidrBlocks"].flatMap((name) => {
    const listed = asTexts(entry[name]);
    const known = listed === notKnown ? [] : listed.filter((cidr) => cidr !== notKnown);
    return known.flatMap((cidr) => elementOf(entry, entry.protocol, cidr));
  });
}

/** AWS writes protocols as words, and all ports where a rule is for every protocol. */
function elementOf(rule: Properties, written: Properties[string] | undefined, network: string): readonly Element[] {
  const cidr = parseCidr(network);
  const named = asText(written);
  const from = asNumber(rule.fromPort) ?? 0;
  const to = asNumber(rule.toPort) ?? 65535;
  if (cidr === undefined || typeof named !== "string" || typeof from !== "number" || typeof to !== "number") return [];
  const protocol = protocols.get(named.toLowerCase()) ?? named.toLowerCase();
  const isAll = protocol === "-1";
  if (!isAll && protocol !== "tcp") return [];
  const ports = isAll ? { from: 0, to: 65535 } : { from, to };
  const key = `${protocol} ${ports.from}-${ports.to} ${cidr.text}`;
  return [{ key, description: text(rule.description ?? null), cidr, ports }];
}

const protocols: ReadonlyMap<string, string> = new Map([
  ["6", "tcp"],
  ["all", "-1"],
]);

/** What separate rules of a group admit: those that stand before and after, or those that are new. */
function separate(step: Step, group: ResourceNode, which: "kept" | "added"): readonly Element[] {
  const { graph } = which === "added" ? step.after : step.before;
  const all = graph.referring(group, types.ingressRule, "securityGroupId");
  const chosen =
    which === "added"
      ? all.filter((rule) => step.added.includes(rule))
      : all.filter((rule) => step.kept.some(({ was }) => was === rule));
  return chosen.flatMap((rule) =>
    ["cidrIpv4", "cidrIpv6"].flatMap((name) => {
      const network = asText(property(rule, name));
      return typeof network === "string" ? elementOf(rule.inputs, rule.inputs.ipProtocol, network) : [];
    }),
  );
}
