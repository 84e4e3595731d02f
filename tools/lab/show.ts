import type { graphOfSite } from "../../policies/example-graph";
import { UserError } from "../../src/user-error";
import { Cell } from "../../test/lab/cell/cell";
import type { Issuer } from "../../test/lab/certificates";
import { readCase } from "../../test/lab/read/case";
import { corpus, examples } from "./known-cases";
import { savedCases } from "./saved-cases";
import { edgeRanges, tryGraph } from "./trial";

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
  const say = (line: string) => process.stdout.write(`${line}\n`);
  say(`${id}\n`);
  for (const { label, subnet, ipv4, ipv6, public4 } of world.interfaces) {
    say(
      `${label} in subnet "${world.subnets[subnet]?.label ?? "?"}": ${ipv4}${public4 === undefined ? "" : `, outside ${public4}`}, ${ipv6}`,
    );
  }
  for (const { address, port, tls, answer } of world.listeners)
    say(`  listens on ${address} port ${port}, ${tls === undefined ? "plain" : "TLS"}: ${answer.kind}`);
  say("");
  for (const { row, verdict } of trials) {
    const seen =
      verdict.kind === "agreed" || verdict.kind === "contradicted" ? summary(verdict.witnesses) : verdict.why;
    say(`${row}  ${verdict.kind}: ${seen}`);
    if (verdict.kind === "contradicted") for (const how of verdict.how) say(`  ${how}`);
  }
  const pids = await cell.processIds();
  say("\nIt stays up until Ctrl-C. In other terminals:");
  say(`  sudo nsenter -t ${pids.edge} -n curl -v --interface 172.64.0.1 http://ADDRESS/   (the edge)`);
  say(`  sudo nsenter -t ${pids.router} -n tcpdump -ni any                               (the router of the VPC)`);
  say(`  sudo nsenter -t ${pids.hosts} -n nft list ruleset                               (the hosts' security groups)`);
}

type Witnesses = Extract<Awaited<ReturnType<typeof tryGraph>>[number]["verdict"], { kind: "agreed" }>["witnesses"];

/** How many dials came to what, with the last hop that they reached. */
function summary(witnesses: Witnesses): string {
  const groups = Map.groupBy(witnesses, ({ saw, observation }) => {
    if (observation === undefined) return String(saw);
    return "error" in observation
      ? `${saw} (${observation.stage}: ${observation.error})`
      : `${saw} (answer ${observation.status})`;
  });
  return [...groups].map(([what, met]) => `${met.length} × ${what}`).join(", ");
}
