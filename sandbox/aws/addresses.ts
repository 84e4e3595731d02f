import { randomInt } from "node:crypto";
import { parseCidr } from "../../src/net/cidr";
import { text } from "../provider/property";
import type { Cloud } from "../provider/resource-type";
import { EIP, INSTANCE } from "./names";

/**
 * Public addresses come from the documentation's ranges, so that nothing in the sandbox is anybody's.
 * @see https://www.rfc-editor.org/rfc/rfc5737
 */
const pools = { elastic: "203.0.113", ephemeral: "198.51.100" } as const;

/** Gives a public address that nobody in the sandbox has. */
export function publicAddress(cloud: Cloud, pool: keyof typeof pools): string {
  const taken = new Set(
    [...cloud.all(EIP), ...cloud.all(INSTANCE)].flatMap(({ properties }) => text(properties.publicIp) ?? []),
  );
  const free = Array.from({ length: 254 }, (_, index) => `${pools[pool]}.${index + 1}`).filter(
    (address) => !taken.has(address),
  );
  const address = free[randomInt(Math.max(free.length, 1))];
  if (address === undefined) throw new Error(`The sandbox has no free address in ${pools[pool]}.0/24.`);
  return address;
}

/** Gives a free address of a subnet; AWS keeps its first four for itself. */
export function privateAddress(cloud: Cloud, subnet: string | undefined): string {
  const network = parseCidr(subnet ?? "172.31.0.0/20");
  const first = network?.first ?? 0n;
  const taken = new Set(cloud.all(INSTANCE).flatMap(({ properties }) => text(properties.privateIp) ?? []));
  for (let host = 4n; first + host < (network?.last ?? 0n); host++) {
    const address = dotted(first + host);
    if (!taken.has(address)) return address;
  }
  throw new Error(`The sandbox has no free address in ${subnet ?? "the default subnet"}.`);
}

function dotted(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join(".");
}
