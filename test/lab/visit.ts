import type { Cell } from "./cell/cell";
import type { Issuer } from "./certificates";
import { type Seen, seenOf } from "./codes";
import type { Probe } from "./probes";
import type { LabDestination, LabHostname } from "./read/case";
import type { EdgePlan, LabVisitor } from "./read/edge";
import { NotShown } from "./read/not-shown";
import type { LabDial, LabHandshake, LabObservation } from "./world";

/** What a visitor saw whose request took one way: from one place at the edge to one address. */
export interface Witness {
  readonly probe: Probe;
  readonly target: string;
  /** `ok`, `redirected` by the edge itself, `loop`, or the number of a code. */
  readonly saw: "ok" | "redirected" | "loop" | number;
  readonly observation: LabObservation | undefined;
}

/** What a browser follows before it gives up. */
const mostRedirects = 10;

interface Way {
  readonly probe: Probe;
  /** Which of the hostname's addresses is dialled. */
  readonly choice: number;
}

/** Opens a hostname from every probe at every address of a family, and follows redirects until they end or go round. */
export async function visit(
  cell: Cell,
  issuer: Issuer,
  hostname: LabHostname,
  visitor: LabVisitor,
  family: 4 | 6,
  probes: readonly Probe[],
): Promise<readonly Witness[]> {
  const plan = hostname.plan(visitor);
  if (plan.kind === "redirect") return [await edgeAnswer(cell, issuer, hostname, visitor, family, probes)];
  const addresses = addressesOf(hostname, family);
  const ways = addresses.flatMap((_, choice) => probes.map((probe): Way => ({ probe, choice })));
  const first = await ask(cell, issuer, hostname, plan, visitor, family, ways);
  const witnesses: Witness[] = [];
  for (const { way, seen, observation, target } of first) {
    const saw =
      seen.kind === "redirect"
        ? (await goesRound(cell, issuer, hostname, way, family, [visitor], seen.location))
          ? "loop"
          : "ok"
        : seen.kind === "page"
          ? "ok"
          : seen.code;
    witnesses.push({ probe: way.probe, target, saw, observation });
  }
  return witnesses;
}

/** Where the edge answers itself, the same for everybody. */
async function edgeAnswer(
  cell: Cell,
  issuer: Issuer,
  hostname: LabHostname,
  visitor: LabVisitor,
  family: 4 | 6,
  probes: readonly Probe[],
): Promise<Witness> {
  const [probe] = probes;
  if (probe === undefined) throw new NotShown("the edge has no range of this family");
  const plan = hostname.plan(visitor);
  const scheme = plan.kind === "redirect" ? plan.to : visitor.scheme;
  const isLoop = await goesRound(
    cell,
    issuer,
    hostname,
    { probe, choice: 0 },
    family,
    [visitor],
    `${scheme}://${hostname.name}/`,
    true,
  );
  return { probe, target: "", saw: isLoop ? "loop" : "redirected", observation: undefined };
}

/** Follows a redirect; what fails on the way ends it, and is another row's matter. */
async function goesRound(
  cell: Cell,
  issuer: Issuer,
  hostname: LabHostname,
  way: Way,
  family: 4 | 6,
  been: readonly LabVisitor[],
  location: string,
  edgeAlone = false,
): Promise<boolean> {
  if (been.length > mostRedirects) return true;
  const url = URL.canParse(location) ? new URL(location) : undefined;
  if (url === undefined || url.hostname !== hostname.name || url.pathname !== "/") return false;
  const scheme = url.protocol === "https:" ? "https" : "http";
  const next: LabVisitor = { scheme, port: Number(url.port) || (scheme === "https" ? 443 : 80) };
  if (been.some((place) => place.scheme === next.scheme && place.port === next.port)) return true;
  const plan = hostname.plan(next);
  const seenNext = async (): Promise<string | undefined> => {
    if (plan.kind === "redirect") return `${plan.to}://${hostname.name}/`;
    if (edgeAlone) return undefined;
    const [answer] = await ask(cell, issuer, hostname, plan, next, family, [way]);
    return answer?.seen.kind === "redirect" ? answer.seen.location : undefined;
  };
  const onward = await seenNext();
  return onward !== undefined && goesRound(cell, issuer, hostname, way, family, [...been, next], onward, edgeAlone);
}

interface Answered {
  readonly way: Way;
  readonly target: string;
  readonly seen: Seen;
  readonly observation: LabObservation;
}

async function ask(
  cell: Cell,
  issuer: Issuer,
  hostname: LabHostname,
  plan: Extract<EdgePlan, { kind: "dial" }>,
  _visitor: LabVisitor,
  family: 4 | 6,
  ways: readonly Way[],
): Promise<readonly Answered[]> {
  const addresses = addressesOf(hostname, family);
  const clientCertificate = await issuer.issue({ names: ["origin-pull.example.net"], by: "origin-pull" });
  const dials = ways.flatMap(({ probe, choice }): readonly LabDial[] => {
    const chosen = addresses[choice];
    if (chosen === undefined) return [];
    const { address, destination } = chosen;
    refuseUntold(destination, plan);
    const tls: LabHandshake | undefined =
      plan.tls === "none"
        ? undefined
        : {
            serverName: plan.serverName,
            names:
              plan.tls === "verified"
                ? [...new Set([hostname.name, plan.serverName, ...destination.names])]
                : undefined,
            authorities: [issuer.root("public"), issuer.root("origin-ca")],
            ...(plan.sendsCertificate === true && { clientCertificate }),
          };
    return [
      {
        source: probe.address,
        ...(probe.port !== undefined && { sourcePort: probe.port }),
        target: address,
        port: plan.port,
        host: plan.host,
        path: "/",
        tls,
      },
    ];
  });
  const observations = await cell.dial(dials);
  return observations.flatMap((observation, index) => {
    const [way, dialled] = [ways[index], dials[index]];
    if (way === undefined || dialled === undefined) return [];
    return [{ way, target: dialled.target, seen: seenOf(observation), observation }];
  });
}

/** What the program does not tell, and what would decide, the lab does not make up. */
function refuseUntold({ origin }: LabDestination, plan: Extract<EdgePlan, { kind: "dial" }>): void {
  if (plan.tls === "verified" && origin.untold.has(plan.port)) throw new NotShown("the certificate is not told");
  if (plan.tls !== "none" && origin.demanding.has(plan.port) && plan.sendsCertificate === undefined) {
    throw new NotShown("nothing says whether the edge sends a client certificate");
  }
}

/** The addresses of a hostname in a family. */
export function addressesOf(
  { origins }: LabHostname,
  family: 4 | 6,
): readonly { readonly address: string; readonly destination: LabDestination }[] {
  return origins
    .filter(({ families }) => families.includes(family))
    .flatMap((destination) => destination.origin.addresses[family].map((address) => ({ address, destination })));
}
