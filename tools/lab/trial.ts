import { snapshot } from "../../src/cloudflare/ranges";
import type { ResourceGraph } from "../../src/graph/resource-graph";
import { reach } from "../../src/reach/reach";
import type { ReachRow } from "../../src/reach/reach-types";
import type { Cell } from "../../test/lab/cell/cell";
import type { Issuer } from "../../test/lab/certificates";
import { type Probe, probesFor } from "../../test/lab/probes";
import { type LabCase, type LabHostname, readCase } from "../../test/lab/read/case";
import { NotShown } from "../../test/lab/read/not-shown";
import { addressesOf, visit, type Witness } from "../../test/lab/visit";
import { claimOf, contradictions, judged } from "./compare";

/** The ranges from which the edge dials. */
export const edgeRanges: readonly string[] = snapshot.ranges
  .filter(({ state }) => state === "active")
  .map(({ cidr }) => cidr);

/** What became of one row of the matrix in the lab. */
export interface Trial {
  /** Such as `www.example.com https:443 IPv4`. */
  readonly row: string;
  readonly verdict:
    | { readonly kind: "agreed"; readonly witnesses: readonly Witness[] }
    | { readonly kind: "contradicted"; readonly how: readonly string[]; readonly witnesses: readonly Witness[] }
    /** The model leaves it open, or the deployment is refused. */
    | { readonly kind: "silent"; readonly why: string }
    | { readonly kind: "not-shown"; readonly why: string };
}

/** Builds a program in a cell and holds what happens there against every row of the model. */
export async function tryGraph(cell: Cell, issuer: Issuer, graph: ResourceGraph): Promise<readonly Trial[]> {
  const { rows } = reach(graph, { edgeRanges, now: issuer.now });
  const built = await readCase(graph, issuer);
  await cell.load(built.world);
  const trials: Trial[] = [];
  for (const row of rows) {
    trials.push({ row: nameOf(row), verdict: await tryRow({ cell, issuer, graph, built }, row) });
  }
  const missing = built.hostnames.filter(({ name }) => rows.every(({ hostname }) => hostname !== name));
  return [...trials, ...missing.map(unnoticed)];
}

/**
 * A contradiction is believed when it shows with each of these patiences. The last one is longer than a kernel waits
 * before it sends a SYN again (1 s), so that a packet that was lost to a busy machine is none.
 */
const patiences = [1, 4, 16] as const;

const silence = {
  unknown: "the model leaves it open",
  deploy: "the deployment is refused",
  visitor: "the visitor's own handshake with the edge fails",
} as const;

interface Bench {
  readonly cell: Cell;
  readonly issuer: Issuer;
  readonly graph: ResourceGraph;
  readonly built: LabCase;
}

async function tryRow({ cell, issuer, graph, built }: Bench, row: ReachRow): Promise<Trial["verdict"]> {
  const claimed = claimOf(row);
  if (claimed.kind === "silent") {
    return { kind: "silent", why: silence[claimed.why] };
  }
  const hostname = built.hostnames.find(({ name }) => name === row.hostname);
  if (hostname === undefined) {
    const why = built.notShown.find((each) => each.hostname === row.hostname)?.reason;
    return { kind: "not-shown", why: why ?? "what publishes the hostname is beyond the lab" };
  }
  const once = async (probes: readonly Probe[]): Promise<Trial["verdict"]> => {
    const scene = { cell, issuer, hostnames: built.hostnames, family: row.family };
    const met = await visit(scene, { hostname, ...row.visitor }, probes);
    const witnesses = met.filter(({ untold }) => untold === undefined);
    const [mute] = met;
    if (witnesses.length === 0 && mute?.untold !== undefined) throw new NotShown(mute.untold);
    const told = judged(claimed, witnesses);
    if (told.length === 0 && witnesses.length > 0) return { kind: "silent", why: silence.unknown };
    const how = [...withoutAddress(hostname, row), ...contradictions(claimed, told)];
    return how.length === 0 ? { kind: "agreed", witnesses: told } : { kind: "contradicted", how, witnesses: told };
  };
  try {
    const probes = probesFor(graph, built.world, edgeRanges, row.family);
    let verdict = await once(probes);
    for (const patience of patiences.slice(1)) {
      if (verdict.kind !== "contradicted") break;
      cell.patience = patience;
      verdict = await once(probes);
    }
    return verdict;
  } catch (error) {
    if (error instanceof NotShown) return { kind: "not-shown", why: error.message };
    throw error;
  } finally {
    cell.patience = 1;
  }
}

function withoutAddress(hostname: LabHostname, { family }: ReachRow): readonly string[] {
  return addressesOf(hostname, family).length > 0 ? [] : [`the lab knows no IPv${family} address of ${hostname.name}`];
}

function unnoticed({ name }: LabHostname): Trial {
  return { row: name, verdict: { kind: "contradicted", how: ["the model has no row for it"], witnesses: [] } };
}

function nameOf({ hostname, visitor, family }: ReachRow): string {
  return `${hostname} ${visitor.scheme}:${visitor.port} IPv${family}`;
}
