import * as pulumi from "@pulumi/pulumi";
import { waiverType } from "../../src/tags";
import { refuse } from "./plan/name";

export interface WaiverArgs {
  /** Id of the policy, such as `no-ephemeral-address`. */
  readonly policy: string;
  /** The resource, or its URN, or a pattern of URNs in which `*` stands for any text and `?` for one character. */
  readonly resource: pulumi.Resource | string;
  /** Why it is accepted. */
  readonly reason: string;
  /** The last day on which it holds, UTC, such as `2026-12-31`. */
  readonly until: string;
}

/**
 * Accepts what a policy finds on a resource, until the end of a day. It is a mark in the stack for the policy pack and
 * the checks, beside the resource that it is about; nothing in any cloud comes of it.
 *
 * @throws {InputPropertyError} if the reason is empty or `until` is no day
 * @example
 * new Waiver("web-address", { policy: "no-ephemeral-address", resource: www, reason: "A trial.", until: "2026-12-31" });
 */
export class Waiver extends pulumi.ComponentResource {
  constructor(name: string, args: WaiverArgs, opts?: pulumi.ComponentResourceOptions) {
    checkWaiverArgs(args);
    const { policy, resource, reason, until } = args;
    const said = { policy, resource: typeof resource === "string" ? resource : resource.urn, reason, until };
    super(waiverType, name, said, opts);
    // Not every engine shows a policy the inputs of a component at the end of an update.
    this.registerOutputs(said);
  }
}

function checkWaiverArgs({ reason, until }: WaiverArgs): void {
  if (reason.trim() === "") throw refuse("reason", "is empty; say why it is accepted");
  if (!isDay(until)) throw refuse("until", `is ${JSON.stringify(until)}, not a day such as 2026-12-31`);
}

/** A day that does not exist, such as 30 February, becomes another one when it is read. */
function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
