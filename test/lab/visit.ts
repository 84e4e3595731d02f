import type { Cell } from "./cell/cell";
import type { Issuer } from "./certificates";
import { type Seen, seenOf } from "./codes";
import type { Probe } from "./probes";
import type { LabDestination, LabHostname } from "./read/case";
import type { EdgePlan, LabVisitor } from "./read/edge";
import { NotShown } from "./read/not-shown";
import { type LabDial, type LabHandshake, type LabObservation, untoldStatus } from "./world";

/** What a visitor saw whose request took one way: from one place at the edge to one address. */
export interface Witness {
  readonly probe: Probe;
  readonly target: string;
  /** `ok`, `redirected` by the edge itself, `loop`, or the number of a code. */
  readonly saw: "ok" | "redirected" | "loop" | number;
  readonly observation: LabObservation | undefined;
  /** The first connection that was made; undefined where the edge answered itself. */
  readonly dial: LabDial | undefined;
  /** Why it says nothing, where the program does not tell what the request met. */
  readonly untold?: string;
}

/** What a browser follows before it gives up. */
const mostRedirects = 10;

interface Way {
  readonly probe: Probe;
  /** Which of the hostname's addresses is dialled. */
  readonly choice: number;
}

/** Who opens what, and where. */
interface Scene {
  readonly cell: Pick<Cell, "dial">;
  readonly issuer: Issuer;
  /** All that the edge publishes: a redirect may lead from one to another. */
  readonly hostnames: readonly LabHostname[];
  readonly family: 4 | 6;
}

/** An address that a browser opens. */
interface Place extends LabVisitor {
  readonly hostname: LabHostname;
  /** Such as `/`. */
  readonly path: string;
}

/** Opens a hostname from every probe at every address of a family, and follows redirects until they end or go round. */
export async function visit(
  scene: Scene,
  { hostname, scheme, port }: LabVisitor & { readonly hostname: LabHostname },
  probes: readonly Probe[],
): Promise<readonly Witness[]> {
  const start: Place = { hostname, scheme, port, path: "/" };
  const plan = planAt(start);
  if (plan.kind === "redirect") return [await edgeAnswer(scene, start, plan.location, probes)];
  const ways = addressesOf(hostname, scene.family).flatMap((_, choice) =>
    probes.map((probe): Way => ({ probe, choice })),
  );
  const answers = await ask(scene, plan, start, ways);
  const rounds = await goRound(
    scene,
    answers.flatMap(({ way, seen }): readonly Walk[] =>
      seen.kind === "redirect" ? [{ way, been: [start], location: seen.location }] : [],
    ),
  );
  return answers.map(({ way, seen, observation, dial, untold }) => {
    const saw = seen.kind === "code" ? seen.code : rounds.has(way) ? "loop" : "ok";
    return {
      ...{ probe: way.probe, target: dial.target, saw, observation, dial },
      ...(untold !== undefined && { untold }),
    };
  });
}

/** Where the edge answers itself, the same for everybody. */
async function edgeAnswer(scene: Scene, start: Place, location: string, [probe]: readonly Probe[]): Promise<Witness> {
  if (probe === undefined) throw new NotShown("the edge has no range of this family");
  const rounds = await goRound(scene, [{ way: undefined, been: [start], location }]);
  const saw = rounds.size > 0 ? "loop" : "redirected";
  return { probe, target: "", saw, observation: undefined, dial: undefined };
}

/** A browser that was redirected: where it has been and where it is sent, along a way to the origin or at the edge alone. */
interface Walk {
  readonly way: Way | undefined;
  readonly been: readonly Place[];
  readonly location: string;
}

/**
 * Follows redirects, all of them step by step together, since each step may have to wait for answers that never come.
 * Gives the ways that go round; what fails on its way ends, and is another row's matter.
 */
async function goRound(scene: Scene, walks: readonly Walk[]): Promise<ReadonlySet<Way | undefined>> {
  const round = new Set<Way | undefined>();
  let walking = walks;
  while (walking.length > 0) {
    const arrivals = walking.flatMap(({ way, been, location }) => {
      const place = placeOf(scene, location);
      if (been.length > mostRedirects || (place !== undefined && been.some((each) => isSame(each, place)))) {
        round.add(way);
        return [];
      }
      return place === undefined ? [] : [{ way, been: [...been, place], place }];
    });
    const groups = Map.groupBy(arrivals, ({ place }) =>
      [place.hostname.name, place.scheme, place.port, place.path].join(),
    );
    walking = (await Promise.all([...groups.values()].map((group) => onward(scene, group)))).flat();
  }
  return round;
}

/** The address that a location names; undefined where no hostname of the program is there. */
function placeOf({ hostnames }: Scene, location: string): Place | undefined {
  const url = URL.canParse(location) ? new URL(location) : undefined;
  const hostname = url && hostnames.find(({ name }) => name === url.hostname);
  if (url === undefined || hostname === undefined) return undefined;
  const scheme = url.protocol === "https:" ? "https" : "http";
  return { hostname, scheme, port: Number(url.port) || (scheme === "https" ? 443 : 80), path: url.pathname };
}

function isSame(a: Place, b: Place): boolean {
  return a.hostname === b.hostname && a.scheme === b.scheme && a.port === b.port && a.path === b.path;
}

function planAt({ hostname, scheme, port, path }: Place): EdgePlan {
  return hostname.plan({ scheme, port }, path);
}

/** The walks that a place sends on; all of them are at the same one. */
async function onward(
  scene: Scene,
  arrived: readonly { readonly way: Way | undefined; readonly been: readonly Place[]; readonly place: Place }[],
): Promise<readonly Walk[]> {
  const [first] = arrived;
  if (first === undefined) return [];
  const plan = planAt(first.place);
  if (plan.kind === "redirect") return arrived.map(({ way, been }) => ({ way, been, location: plan.location }));
  const ways = arrived.flatMap(({ way }) => way ?? []);
  const been = new Map(arrived.map((each) => [each.way, each.been]));
  return (await ask(scene, plan, first.place, ways)).flatMap(({ way, seen }): readonly Walk[] =>
    seen.kind === "redirect" ? [{ way, been: been.get(way) ?? [], location: seen.location }] : [],
  );
}

interface Answered {
  readonly way: Way;
  readonly dial: LabDial;
  readonly seen: Seen;
  readonly observation: LabObservation;
  readonly untold: string | undefined;
}

async function ask(
  { cell, issuer, family }: Scene,
  plan: Extract<EdgePlan, { kind: "dial" }>,
  { hostname, path }: Place,
  ways: readonly Way[],
): Promise<readonly Answered[]> {
  const addresses = addressesOf(hostname, family);
  const clientCertificate = await issuer.issue({ names: ["origin-pull.example.net"], by: "origin-pull" });
  const dials = ways.flatMap(({ probe, choice }): readonly LabDial[] => {
    const chosen = addresses[choice];
    if (chosen === undefined) return [];
    const { address, destination } = chosen;
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
        path,
        tls,
      },
    ];
  });
  const observations = await cell.dial(dials);
  return observations.flatMap((observation, index) => {
    const [way, dialled] = [ways[index], dials[index]];
    const chosen = way && addresses[way.choice];
    if (way === undefined || dialled === undefined || chosen === undefined) return [];
    const untold = untoldIn(chosen.destination, plan, observation);
    return [{ way, dial: dialled, seen: seenOf(observation), observation, untold }];
  });
}

/**
 * Why an observation says nothing: it rests on something that the program does not tell and the lab has made up. What
 * vanishes before it gets so far tells all the same.
 */
function untoldIn(
  { origin: { untold, unheard } }: LabDestination,
  { tls, port, sendsCertificate }: Extract<EdgePlan, { kind: "dial" }>,
  observation: LabObservation,
): string | undefined {
  if (observation.stage === "connect") return observation.error === "ETIMEDOUT" ? undefined : unheard;
  if (unheard !== undefined) return unheard;
  if (tls !== "none" && untold.demanding.has(port) && sendsCertificate === undefined)
    return "nothing says whether the edge sends a client certificate";
  if (tls === "verified" && untold.certificates.has(port) && observation.stage !== "handshake")
    return "the certificate is not told";
  if (observation.stage !== "answer" || observation.status !== untoldStatus) return undefined;
  return decodeURI(observation.location ?? "");
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
