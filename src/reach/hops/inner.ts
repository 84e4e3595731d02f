import { notKnown } from "../../graph/value";
import type { Dial } from "../dial";
import { labelOf, type Origin } from "../origins";
import { placeOf } from "../place";
import { pass, type Verdict } from "../verdict";
import type { World } from "../world";
import { judgeClassic, judgeListener } from "./application";
import { certificate } from "./certificate";
import { clientCertificate } from "./client-certificate";
import { doubt, type Hop } from "./hop";
import { listener } from "./listener";
import { handsOn, listeningOn } from "./listeners";
import { networkAcl } from "./network-acl";
import { securityGroup } from "./security-group";
import { tls } from "./tls";

/** Moves a dial to what stands behind its origin and is handed the bytes. */
export function innerDial(world: World, dial: Dial, origin: Origin, port: number): Dial {
  return { ...dial, origin, port, label: labelOf(origin), place: placeOf(world.graph, origin) };
}

/** Judges the TLS of what stands behind an origin that hands the bytes on. */
export function judgeSpeech(world: World, dial: Dial): Verdict {
  return firstOf(world, dial, [listener, tls, certificate, clientCertificate, answer]);
}

/** Judges what stands behind an origin that hands the bytes on and keeps the edge's addresses. */
export function judgeBehind(world: World, dial: Dial): Verdict {
  return firstOf(world, dial, [networkAcl, securityGroup, listener, tls, certificate, clientCertificate, answer]);
}

/** The first failure counts, else the first doubt. */
function firstOf(world: World, dial: Dial, hops: readonly Hop[]): Verdict {
  const verdicts = hops.map((hop) => hop(world, dial));
  return verdicts.find(({ kind }) => kind === "fail") ?? verdicts.find(({ kind }) => kind === "unknown") ?? pass;
}

/** What answers at the end of the bytes; another that hands them on is not followed. */
const answer: Hop = (world, dial) => {
  const listening = listeningOn(world.graph, dial);
  if (listening.kind === "classic") return judgeClassic(world.graph, dial, listening.entry);
  if (listening.kind !== "listener" || listening.protocol === notKnown) return pass;
  if (!handsOn(listening.protocol)) return judgeListener(world, dial, listening.node);
  return doubt("backend", dial.origin.node.urn, `what stands behind ${dial.label} is not followed any further`);
};
