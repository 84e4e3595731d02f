import type { Cell } from "../../test/lab/cell/cell";
import type { LabDial, LabObservation } from "../../test/lab/world";

/** One hop of a path, and what it did. */
export type Step = readonly [hop: string, result: string];

/** Makes a connection once more, alone, and says what each hop did with it. */
export async function pathOf(cell: Pick<Cell, "dial" | "drops">, dial: LabDial): Promise<readonly Step[]> {
  const before = await cell.drops();
  const [observation] = await cell.dial([dial]);
  const after = await cell.drops();
  const droppers = [...after].filter(([who, packets]) => packets > (before.get(who) ?? 0)).map(([who]) => who);
  return observation === undefined ? [] : stepsOf(dial, observation, droppers);
}

/** The hops that a connection passed, and the one that ended it; who drops is known from counters. */
export function stepsOf(
  { tls }: Pick<LabDial, "tls">,
  observation: LabObservation,
  droppers: readonly string[],
): readonly Step[] {
  const network: Step = ["routes, network ACLs, security groups", "let it in and back"];
  if (observation.stage === "connect") {
    if (observation.error === "ECONNREFUSED") return [network, ["listener", "none: refused"]];
    return [[network[0], whoDropped(droppers, observation.error)]];
  }
  const accepted: readonly Step[] = [network, ["listener", "accepts"]];
  if (observation.stage === "handshake") return [...accepted, ["TLS handshake", `fails: ${observation.error}`]];
  const shaken: readonly Step[] = tls === undefined ? accepted : [...accepted, ["TLS handshake", "done"]];
  if (observation.stage === "certificate") return [...shaken, ["certificate", `refused: ${observation.error}`]];
  const judged = tls?.names === undefined ? "not looked at" : "accepted";
  const trusted: readonly Step[] = tls === undefined ? shaken : [...shaken, ["certificate", judged]];
  if (observation.stage !== "answer") return [...trusted, ["answer", `none: ${observation.error}`]];
  const { status, location } = observation;
  return [...trusted, ["answer", location === undefined ? String(status) : `${status} to ${location}`]];
}

function whoDropped(droppers: readonly string[], error: string): string {
  if (droppers.length > 0) return `dropped by ${droppers.join(" and ")}`;
  return error === "ETIMEDOUT" ? "no reply: a route leads elsewhere" : error;
}

/** The request that a connection of the edge made, for a person to repeat. */
export function curlOf({ source, target, port, host, path, tls }: LabDial): string {
  const name = tls?.serverName ?? host;
  const address = target.includes(":") ? `[${target}]` : target;
  const header = name === host ? "" : ` -H 'Host: ${host}'`;
  const usual = tls === undefined ? 80 : 443;
  const url = `${tls === undefined ? "http" : "https"}://${name}${port === usual ? "" : `:${port}`}${path}`;
  // A certificate of the lab's own authorities is none that this machine trusts.
  return `curl -${tls === undefined ? "" : "k"}v --max-time 5 --interface ${source} --connect-to '::${address}:${port}'${header} ${url}`;
}
