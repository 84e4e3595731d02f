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
  const { world, hostnames } = await readCase(graph, issuer);
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
  // What nobody but root may enter belongs, without root, to whoever made it.
  const enter = process.getuid?.() === 0 ? "sudo nsenter" : "nsenter --user --preserve-credentials";
  say(`the edge:                   ${enter} -t ${pids.edge} -n ${curlOf(hostnames)}`);
  say(`the router of the VPC:      ${enter} -t ${pids.router} -n tcpdump -ni any tcp`);
  say(`the hosts and their groups: ${enter} -t ${pids.hosts} -n nft list ruleset`);
}

/** A request as the edge sends it for the first hostname. */
function curlOf(hostnames: Awaited<ReturnType<typeof readCase>>["hostnames"]): string {
  const reached = hostnames.flatMap(({ name, origins }) =>
    origins.flatMap(({ origin }) => origin.addresses[4].map((address) => ({ name, address }))),
  );
  const { name, address } = reached[0] ?? { name: "www.example.com", address: "198.51.100.10" };
  // A certificate of the lab's own authorities is none that this machine trusts.
  return `curl -kv --max-time 5 --interface ${sourceOfCurl} --connect-to ::${address} https://${name}/`;
}

/** An address of Cloudflare's 172.64.0.0/13. */
const sourceOfCurl = "172.64.0.1";

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
