import type { graphOfSite } from "../../policies/example-graph";
import { UserError } from "../../src/user-error";
import { Cell } from "../../test/lab/cell/cell";
import type { Issuer } from "../../test/lab/certificates";
import { readCase } from "../../test/lab/read/case";
import type { Witness } from "../../test/lab/visit";
import type { LabDial } from "../../test/lab/world";
import { corpus, examples } from "./known-cases";
import { curlOf, pathOf } from "./path";
import { savedCases } from "./saved-cases";
import { edgeRanges, type Trial, tryGraph } from "./trial";

/** Builds one program, says what happens to every row, and leaves it up until Ctrl-C. */
export async function show(issuer: Issuer, id: string | undefined): Promise<number> {
  const programs = [...savedCases(), ...examples, ...corpus];
  const program = programs.find((each) => each.id === id || each.id === `case ${id}`);
  if (program === undefined) {
    const near = programs.filter((each) => id !== undefined && each.id.includes(id)).slice(0, 8);
    const known = near.length > 0 ? near : programs.slice(0, 8);
    throw new UserError(
      `There is no case "${id ?? ""}".`,
      `Name one, such as ${known.map((each) => each.id).join(", ")}.`,
    );
  }
  const cell = await Cell.start(edgeRanges);
  try {
    await present(cell, issuer, program.id, await program.graph());
    await new Promise((resolve) => process.once("SIGINT", resolve));
  } finally {
    await cell.stop();
  }
  return 0;
}

async function present(cell: Cell, issuer: Issuer, id: string, graph: ReturnType<typeof graphOfSite>): Promise<void> {
  const trials = await tryGraph(cell, issuer, graph);
  const { world } = await readCase(graph, issuer);
  say(`${id}\n`);
  for (const { label, subnet, ipv4, ipv6, public4 } of world.interfaces) {
    const outside = public4 === undefined ? "" : `, outside ${public4}`;
    say(`${label} in subnet "${world.subnets[subnet]?.label ?? "?"}": ${ipv4}${outside}, ${ipv6}`);
  }
  for (const { address, port, tls, answer } of world.listeners)
    say(`  listens on ${address} port ${port}, ${tls === undefined ? "plain" : "TLS"}: ${answer.kind}`);
  for (const trial of trials) await presentRow(cell, trial);
  const met = trials.flatMap(({ verdict }) => witnessesOf(verdict));
  await presentCommands(cell, met.find(({ dial }) => dial !== undefined)?.dial);
}

/** One row: how many of its dials came to what, and the path of one of each. */
async function presentRow(cell: Cell, { row, verdict }: Trial): Promise<void> {
  if (verdict.kind === "silent" || verdict.kind === "not-shown")
    return say(`\n${row}  ${verdict.kind}: ${verdict.why}`);
  say(`\n${row}  ${verdict.kind}`);
  if (verdict.kind === "contradicted") for (const how of verdict.how) say(`  ${how}`);
  for (const [saw, [first, ...more]] of Map.groupBy(verdict.witnesses, kindOf)) {
    say(`  ${more.length + 1} × ${saw}`);
    if (first?.dial === undefined) continue;
    const { source, target, port } = first.dial;
    say(`    such as ${source} to ${target} port ${port}`);
    for (const [hop, result] of await pathOf(cell, first.dial)) say(`      ${hop}: ${result}`);
  }
}

async function presentCommands(cell: Cell, dial: LabDial | undefined): Promise<void> {
  const pids = await cell.processIds();
  say("\nIt stays up until Ctrl-C. In other terminals:");
  // What nobody but root may enter belongs, without root, to whoever made it.
  const enter = process.getuid?.() === 0 ? "sudo nsenter" : "nsenter --user --preserve-credentials";
  if (dial !== undefined) say(`the edge, as it dialled first: ${enter} -t ${pids.edge} -n ${curlOf(dial)}`);
  say(`the router of the VPC:         ${enter} -t ${pids.router} -n tcpdump -ni any tcp`);
  say(`the hosts and their groups:    ${enter} -t ${pids.hosts} -n nft list ruleset`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function witnessesOf(verdict: Trial["verdict"]): readonly Witness[] {
  return "witnesses" in verdict ? verdict.witnesses : [];
}

/** What became of a dial, and how far it came. */
function kindOf({ saw, observation }: Witness): string {
  if (observation === undefined) return `${saw} by the edge itself`;
  return `${saw} (${"error" in observation ? observation.error : `answer ${observation.status}`})`;
}
