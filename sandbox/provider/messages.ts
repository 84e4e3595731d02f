import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import type { Naming } from "./check";
import { type ChangeKind, covers, type Difference, pathStep } from "./diff";
import { isList, isMap, type Json, type Properties } from "./property";
import type { Flaw } from "./resource-type";

const { Kind } = rpc.PropertyDiff;
const diffKinds: Record<ChangeKind, readonly [rpc.PropertyDiff.Kind, rpc.PropertyDiff.Kind]> = {
  add: [Kind.ADD, Kind.ADD_REPLACE],
  delete: [Kind.DELETE, Kind.DELETE_REPLACE],
  update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
};

/** Says what the provider can do. */
export function handshake(): rpc.ProviderHandshakeResponse {
  const response = new rpc.ProviderHandshakeResponse();
  response.setAcceptSecrets(true);
  response.setSupportsAutonamingConfiguration(true);
  return response;
}

/** Writes a difference as the engine reads it. */
export function diffResponse(difference: Difference): rpc.DiffResponse {
  const response = new rpc.DiffResponse();
  const changed = difference.changes.size > 0;
  response.setChanges(changed ? rpc.DiffResponse.DiffChanges.DIFF_SOME : rpc.DiffResponse.DiffChanges.DIFF_NONE);
  response.setDiffsList([...difference.properties]);
  response.setReplacesList([...difference.replaces]);
  response.setDeletebeforereplace(difference.deleteBeforeReplace);
  response.setHasdetaileddiff(true);
  for (const [path, kind] of difference.changes) {
    const detail = new rpc.PropertyDiff();
    const replaces = difference.replaces.some((name) => covers(pathStep(name), path));
    detail.setKind(diffKinds[kind][replaces ? 1 : 0]);
    response.getDetaileddiffMap().set(path, detail);
  }
  return response;
}

/** Reads what the engine says about names. */
export function namingOf(request: rpc.CheckRequest): Naming {
  const options = request.getAutonaming();
  const modes: readonly Naming["mode"][] = ["propose", "enforce", "off"];
  return {
    resourceName: request.getName() || (request.getUrn().split("::").at(-1) ?? ""),
    seed: request.getRandomseed_asU8(),
    mode: options === undefined ? "own" : (modes[options.getMode()] ?? "own"),
    proposed: options?.getProposedName() ?? "",
  };
}

/** Writes what is wrong with an input. */
export function failure(flaw: Flaw): rpc.CheckFailure {
  const message = new rpc.CheckFailure();
  message.setProperty(flaw.property);
  message.setReason(flaw.reason);
  return message;
}

/** A stack's configuration sends lists, numbers and booleans as JSON text. */
export function decodeConfig(config: Properties): Properties {
  const entries = Object.entries(config).map(([name, value]): [string, Json] => {
    if (typeof value !== "string" || !/^[[{]|^(true|false)$/.test(value)) return [name, value];
    try {
      const decoded = JSON.parse(value) as Json;
      return [name, isList(decoded) || isMap(decoded) || typeof decoded === "boolean" ? decoded : value];
    } catch {
      return [name, value];
    }
  });
  return Object.fromEntries(entries);
}
