/** The policy that tells of waivers; it has no cause, since a waiver is not wrong. */
export const visibleWaivers = {
  id: "require-visible-waivers",
  summary: "Require every waiver to be told, with what became of it",
  severity: "note",
} as const;
