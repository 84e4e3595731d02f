import { cloudflareRefusals } from "./refusals/cloudflare";
import { groupRefusals } from "./refusals/ec2-groups";
import { instanceRefusals } from "./refusals/ec2-instances";
import { networkRefusals } from "./refusals/ec2-network";
import { elbRefusals } from "./refusals/elb";
import type { RefusalRow } from "./refusals/row";
import { serviceRefusals } from "./refusals/services";

/** Everything the sandbox refuses because the real service does; `docs/sandbox.md` is made from this table. */
export const refusals = {
  ...groupRefusals,
  ...networkRefusals,
  ...instanceRefusals,
  ...elbRefusals,
  ...serviceRefusals,
  ...cloudflareRefusals,
} as const;

/** Name of a row in the table. */
export type RefusalId = keyof typeof refusals;

/** What fills a message's places. */
export type RefusalValues = Readonly<Record<string, string | number>>;

/** The cloud's answer to a request that it does not carry out. */
export class Refusal extends Error {
  override readonly name: string = "Refusal";
  readonly id: RefusalId;

  constructor(id: RefusalId, values: RefusalValues) {
    super(refusalText(id, values));
    this.id = id;
  }
}

/** Gives a row of the table. */
export function refusalRow(id: RefusalId): RefusalRow {
  return refusals[id];
}

/** Writes a refusal as the real provider shows it: the request, the service's code, the service's message. */
export function refusalText(id: RefusalId, values: RefusalValues): string {
  const row = refusalRow(id);
  const message = fill(row.message, values);
  if (row.told === "check") return message;
  const request = fill(row.request, values);
  return row.service === "Cloudflare"
    ? `${request}: 400 Bad Request: ${message} (${row.code})`
    : `operation error ${row.service}: ${request}, api error ${row.code}: ${message}`;
}

/** Refuses a request. */
export function refuse(id: RefusalId, values: RefusalValues): never {
  throw new Refusal(id, values);
}

function fill(message: string, values: RefusalValues): string {
  return message.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The refusal "${message}" needs a value for "${name}".`);
    return String(value);
  });
}
