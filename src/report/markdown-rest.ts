import type { RenderContext } from "./context";
import { code, prose } from "./markdown-escape";
import type { Section } from "./markdown-section";
import type { Report, ReportDrift, ReportWaiver } from "./schema";
import { listCodes, nameOf, urgencyWords } from "./words";

/** A waiver that ends within so many days is said to. */
const soonDays = 14;

/** The waivers that the change under review adds, or those that stood before it. */
export function waiverSection(
  { waivers }: Report,
  { today }: Pick<RenderContext, "today">,
  which: "proposed" | "decided",
): Section {
  const shown = waivers.filter(({ state }) => (state === "proposed") === (which === "proposed"));
  const title =
    which === "proposed"
      ? "### Waivers that this change adds\n\nThey silence nothing until they are merged.\n\n"
      : "### Waivers\n\n";
  return {
    head: `${title}| waiver | resource | until | reason |\n|---|---|---|---|\n`,
    items: shown.toSorted(byUrgency).map((waiver) => {
      const { policy, resource, until, reason } = waiver;
      const cells = [
        code(policy),
        code(nameOf(resource)),
        `${prose(until)}${stateWords(waiver, today)}`,
        prose(reason),
      ];
      return `| ${cells.join(" | ")} |`;
    }),
    called: "waivers",
    share: 0.15,
  };
}

function byUrgency(a: ReportWaiver, b: ReportWaiver): number {
  return a.until < b.until ? -1 : a.until > b.until ? 1 : 0;
}

function stateWords({ state, until, findings }: ReportWaiver, today: string): string {
  switch (state) {
    case "expired":
      return ", **expired**";
    case "unused":
      return ", covers nothing";
    case "used":
    case "proposed": {
      const days = Math.round((Date.parse(until) - Date.parse(today)) / 86_400_000);
      const covers = `, covers ${findings.length} finding${findings.length === 1 ? "" : "s"}`;
      return days <= soonDays ? `${covers}, **${endsIn(days)}**` : covers;
    }
  }
}

function endsIn(days: number): string {
  return days <= 0 ? "ends today" : `ends in ${days} day${days === 1 ? "" : "s"}`;
}

/** What differs between the program, its state and the cloud. */
export function driftSection({ drift }: Report): Section {
  return {
    head: "### Drift\n\n",
    items: (drift?.changes ?? []).map(changeItem),
    called: "changes",
    share: 0.3,
  };
}

function changeItem(change: ReportDrift["changes"][number]): string {
  const { class: kind, decidedBy, what, fix, hostnames, codes, properties, waiver } = change;
  const seen = codes.length === 0 ? "" : `, ${listCodes(codes)}`;
  const whom = hostnames.length === 0 ? "" : `: ${hostnames.slice(0, 10).map(code).join(", ")}`;
  const silenced = waiver === null ? "" : ` Waived until ${prose(waiver.until)}: ${prose(waiver.reason)}`;
  return [
    `- **${urgencyWords(change)}${seen}** (${kind}, ${code(decidedBy)})${whom}  `,
    `  ${prose(what)}${silenced}  `,
    `  *Fix:* ${prose(fix)}`,
    ...properties.map(
      ({ path, shown, before, after }) =>
        `  - ${code(path)}: ${shown ? `${side(before)} → ${side(after)}` : "not shown"}`,
    ),
  ].join("\n");
}

function side(value: string | null): string {
  return value === null ? "absent" : code(value);
}

/** What could not be judged, folded up. */
export function unknownSection({ unknowns }: Report): Section {
  return {
    head: `<details><summary>What could not be judged (${unknowns.length})</summary>\n\n`,
    items: unknowns.map(({ resource, says }) => `- ${code(nameOf(resource))}: ${prose(says)}`),
    foot: "\n\n</details>",
    called: "unknown values",
    share: 0.2,
  };
}
