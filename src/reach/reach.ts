import type { ResourceGraph } from "../graph/resource-graph";
import { type Destination, recordFor } from "./dials/destination";
import type { Visit } from "./dials/dial-for";
import { withFailover } from "./dials/failover";
import { furtherVisitors, isMeant } from "./dials/further-ports";
import { judgeDestination } from "./dials/judge-dial";
import { failed } from "./dials/judged";
import { type Publication, publications } from "./dials/publications";
import { failedHandshake } from "./handshake";
import { askedName } from "./hostnames";
import { summarise } from "./outcome";
import type { Family, JudgedDial, Reach, ReachRow, Visitor } from "./reach-types";
import { type RecordsByName, targetsOf } from "./targets";
import { usualVisitor } from "./usual-visitor";
import type { Failure } from "./verdict";
import { createWorld, type World } from "./world";

/** What the model needs beside the graph. */
export interface ReachOptions {
  /** CIDRs from which the edge dials: the needed set of the range list. */
  readonly edgeRanges: readonly string[];
  /** The moment for which certificates are judged; without it their dates are not. */
  readonly now?: Date | undefined;
}

/** Every hostname has these rows; other ports only where a program opens them to the edge. */
const visitors: readonly Visitor[] = [usualVisitor("http"), usualVisitor("https")];

const families: readonly Family[] = [4, 6];

/** Answers for every proxied hostname what its visitors will see, over both schemes and each address family. */
export function reach(graph: ResourceGraph, options: ReachOptions): Reach {
  const world = createWorld(graph, options.edgeRanges, options.now);
  const named: RecordsByName = Map.groupBy(
    world.records.filter((record) => record.isNameKnown),
    (record) => record.name,
  );
  const rows = publications(world, named).flatMap((publication) => [
    ...visitors.flatMap((visitor) => rowsOf(world, named, publication, visitor)),
    ...furtherVisitors(world, publication).flatMap((visitor) =>
      rowsOf(world, named, publication, visitor).filter(isMeant),
    ),
  ]);
  return { rows: rows.toSorted(byHostname) };
}

function byHostname(a: ReachRow, b: ReachRow): number {
  return (
    compare(a.hostname, b.hostname) ||
    compare(a.resource, b.resource) ||
    a.visitor.port - b.visitor.port ||
    a.family - b.family
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The rows of one visitor: one for each address family in which the hostname has a destination. */
function rowsOf(
  world: World,
  named: RecordsByName,
  { hostname, destinations }: Publication,
  visitor: Visitor,
): readonly ReachRow[] {
  const host = askedName(hostname);
  const settings = hostname.zone.settingsFor({ host, ...visitor });
  const visit: Visit = { hostname, visitor, settings };
  const ends = overridden(world, named, visit) ?? destinations;
  const handshake = visitor.scheme === "https" ? failedHandshake(hostname) : undefined;
  const judged = withFailover(
    ends.map((destination) => {
      return { destination, dials: judgeDestination(world, visit, destination), isIdle: false };
    }),
  );
  return families.flatMap((family): readonly ReachRow[] => {
    const met = judged.filter(({ destination }) => destination.target.family === family);
    const [first] = met;
    if (first === undefined) return [];
    const dialled = met.flatMap((each) => (each.isIdle ? [] : each.dials));
    const dials = handshake === undefined ? dialled : refusedAtEdge(dialled, first.destination, handshake);
    const idle = met.flatMap((each) => (each.isIdle ? each.dials : []));
    const resource = first.destination.target.record.urn;
    return [{ hostname: hostname.name, visitor, family, resource, dials, idle, ...summarise(dials) }];
  });
}

/** What fails before the dial stops every visitor; what fails after it is to mend all the same. */
function refusedAtEdge(dials: readonly JudgedDial[], { target }: Destination, failure: Failure): readonly JudgedDial[] {
  if (dials.length === 0) return [failed(target, failure)];
  return dials.map((dial) => ({ ...dial, outcome: "fails", failures: [failure, ...dial.failures] }));
}

/** An Origin Rule may have another name resolved than the visitor's; then the records of his own do not matter. */
function overridden(
  { graph }: World,
  named: RecordsByName,
  { hostname, settings: { resolves } }: Visit,
): readonly Destination[] | undefined {
  const publisher = hostname.records.at(0);
  if (resolves.kind === "unknown" || resolves.value === undefined || publisher === undefined) return undefined;
  return targetsOf(graph, named, recordFor(publisher, resolves.value)).map((target) => ({
    kind: "dialled",
    target: { ...target, record: publisher },
  }));
}
