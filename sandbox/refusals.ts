import { awsRefusals } from "./refusals/aws";
import { cloudflareRefusals } from "./refusals/cloudflare";
import type { RefusalRow } from "./refusals/row";

/** Everything the sandbox refuses because the real service does; `docs/sandbox.md` is made from this table. */
export const refusals = { ...awsRefusals, ...cloudflareRefusals } as const;

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

/** Gives a row by its name. */
export function refusalRow(id: RefusalId): RefusalRow {
  return refusals[id];
}

/** Writes a refusal as the real provider shows it: the request, the service's code, the service's message. */
export function refusalText(id: RefusalId, values: RefusalValues): string {
  const row = refusalRow(id);
  const message = fill(row.message, values);
  if (row.told === "check") return message;
  return row.service === "Cloudflare"
    ? `${row.request}: 400 Bad Request: ${message} (${row.code})`
    : `operation error ${row.service}: ${row.request}, api error ${row.code}: ${message}`;
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
