import { maps, number as numberOf, type Properties, same, text as textOf } from "../provider/property";
import { bag, type Cloud, number, type ResourceType, text } from "../provider/resource-type";
import { refuse } from "../refusals";
import { awsType, newId, ownership } from "./aws-type";
import { PREFIX_LIST, PREFIX_LIST_ENTRY, SECURITY_GROUP } from "./names";
import { countRules, RULE_QUOTA, rulesOf } from "./rules";

/** Entries that one request may add, and one may remove. */
const ENTRIES_PER_REQUEST = 100;

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyManagedPrefixList.html */
export const prefixList: ResourceType = awsType({
  ...PREFIX_LIST,
  inputs: {
    name: text({ cloudFills: true }),
    addressFamily: text({ required: true, replaces: true, oneOf: ["IPv4", "IPv6"] }),
    maxEntries: number({ required: true }),
    entries: bag({ cloudFills: true }),
  },
  outputs: ["arn", "ownerId", "version"],
  moving: ["version"],
  autoname: {},
  inUse: "dependencyViolation",
  create({ cloud, inputs }) {
    const entries = maps(inputs.entries);
    requireSize(inputs, entries.length);
    if (entries.length > ENTRIES_PER_REQUEST) refuse("tooManyEntriesAtOnce", {});
    const id = newId("pl");
    return {
      id,
      outputs: { ...ownership(cloud, `prefix-list/${id}`), entries, version: 1 },
    };
  },
  update({ cloud, id, before, inputs }) {
    const old = maps(before.entries);
    const now = maps(inputs.entries);
    const added = now.filter((entry) => !old.some((other) => same(other, entry)));
    const removed = old.filter((entry) => !now.some((other) => same(other, entry)));
    const resized = numberOf(before.maxEntries) !== numberOf(inputs.maxEntries);
    const edited = added.length + removed.length > 0;
    if (resized && edited) refuse("entriesAndSize", {});
    if (added.length > ENTRIES_PER_REQUEST || removed.length > ENTRIES_PER_REQUEST) refuse("tooManyEntriesAtOnce", {});
    requireSize(inputs, now.length + separateEntries(cloud, id));
    if (resized) requireGroupsCan(cloud, id, before, inputs);
    return { version: (numberOf(before.version) ?? 1) + (edited ? 1 : 0) };
  },
});

function requireSize(inputs: Properties, entries: number): void {
  const limit = numberOf(inputs.maxEntries) ?? 0;
  if (limit < 1 || limit > 1000) refuse("prefixListSize", {});
  if (entries > limit) refuse("tooManyEntries", { limit });
}

function separateEntries(cloud: Cloud, id: string): number {
  return cloud.all(PREFIX_LIST_ENTRY).filter((entry) => entry.properties.prefixListId === id).length;
}

/** Every group that names the list must be able to take its new maximum. */
function requireGroupsCan(cloud: Cloud, id: string, before: Properties, inputs: Properties): void {
  const limit = numberOf(inputs.maxEntries) ?? 0;
  const growth = limit - (numberOf(before.maxEntries) ?? 0);
  const family = inputs.addressFamily === "IPv6" ? 6 : 4;
  for (const group of cloud.all(SECURITY_GROUP)) {
    const rules = rulesOf(cloud, group.id);
    for (const direction of ["Ingress", "Egress"] as const) {
      const uses = rules.filter((rule) => rule.direction === direction && rule.source === id).length;
      const count = countRules(cloud, rules, direction)[family] + uses * growth;
      if (uses > 0 && count > RULE_QUOTA) refuse("prefixListGrowth", { id, group: group.id, limit });
    }
  }
}

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html */
export const prefixListEntry: ResourceType = awsType(
  {
    ...PREFIX_LIST_ENTRY,
    inputs: {
      prefixListId: text({ required: true, replaces: true }),
      cidr: text({ required: true, replaces: true }),
      description: text({ replaces: true }),
    },
    outputs: [],
    references: [{ path: "prefixListId", to: [PREFIX_LIST], absent: "noSuchPrefixList" }],
    create({ cloud, inputs }) {
      const listId = textOf(inputs.prefixListId) ?? "";
      const owner = cloud.find(PREFIX_LIST, listId);
      const limit = numberOf(owner?.properties.maxEntries) ?? 0;
      if (separateEntries(cloud, listId) + maps(owner?.properties.entries).length >= limit) {
        refuse("tooManyEntries", { limit });
      }
      return { id: `${listId},${textOf(inputs.cidr) ?? ""}`, partOf: listId, outputs: {} };
    },
  },
  { tags: false },
);
