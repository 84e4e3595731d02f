import { compare, type Difference } from "../../ranges/difference";
import type { Live } from "../../ranges/live";
import { projectFolderOf, readList, type StoredList } from "../../ranges/store";
import { formatJson } from "../../report/json";
import { UserError } from "../../user-error";
import { defineCommand } from "../command";
import { exit } from "../exit";
import { coloursOf, type Io } from "../io";
import { nameOf } from "./ranges-show";

/** `no521 ranges check`. */
export const rangesCheck = defineCommand({
  name: "ranges check",
  summary: "Compare the reviewed list with what Cloudflare publishes now",
  description: "Exit status: 0 they agree, 1 they differ, 2 Cloudflare's list could not be read or is not believed.",
  options: {
    format: { value: "format", summary: "How to print the result", choices: ["text", "json"], default: "text" },
  },
  async run({ values }, io) {
    const stored = await readList(projectFolderOf(io.cwd, io.env.NO521_CONFIG));
    const live = await io.readLive(stored.list, { now: io.now() });
    if (values.format === "text" && live.kind !== "live") throw unanswered(live);
    const difference = live.kind === "live" ? compare(stored.list, live.list) : null;
    if (live.kind === "live") for (const note of live.list.notes) io.err(`note: ${note}`);
    io.out(values.format === "json" ? asJson(stored, live, difference) : asText(stored, difference, io));
    if (difference === null) return exit.unanswered;
    return isSame(difference) ? exit.ok : exit.found;
  },
});

/** Says why there is no live list, and what can be done about it. */
export function unanswered(live: Exclude<Live, { readonly kind: "live" }>): UserError {
  return live.kind === "unavailable"
    ? new UserError(
        `Cloudflare's list could not be read: ${live.reason}.`,
        "Check the network and the proxy variables, and run the command again.",
      )
    : new UserError(
        `Cloudflare's list is not believed: ${live.reason}.`,
        'Compare it with https://www.cloudflare.com/ips/; if it is right, run "no521 ranges update --max-change PERCENT".',
      );
}

function isSame({ published, dropped }: Difference): boolean {
  return published.length + dropped.length === 0;
}

function asText(stored: StoredList, difference: Difference | null, io: Io): string {
  const name = nameOf(stored, io);
  if (difference === null || isSame(difference)) {
    return `Cloudflare publishes the ${stored.list.ranges.filter(({ state }) => state === "active").length} active ranges of ${name}.`;
  }
  const colours = coloursOf(io);
  return [
    `Cloudflare's list differs from ${name}:`,
    ...difference.published.map((cidr) => colours.green(`  + ${cidr.padEnd(20)}published, not active in the list`)),
    ...difference.dropped.map((cidr) => colours.red(`  - ${cidr.padEnd(20)}active in the list, no longer published`)),
    ...(difference.edited ? ["The list has the digest of Cloudflare's list: it was edited by hand."] : []),
    'Run "no521 ranges update", review the difference and commit it.',
  ].join("\n");
}

function asJson(stored: StoredList, live: Live, difference: Difference | null): string {
  const outcome = difference === null ? "unknown" : isSame(difference) ? "same" : "differs";
  return formatJson({
    version: 1,
    path: stored.path,
    outcome,
    reason: live.kind === "live" ? null : live.reason,
    published: difference?.published ?? [],
    dropped: difference?.dropped ?? [],
    edited: difference?.edited ?? false,
    crossChecked: live.kind === "live" && live.list.crossChecked,
    notes: live.kind === "live" ? live.list.notes : [],
  });
}
