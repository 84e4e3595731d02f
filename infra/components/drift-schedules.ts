import * as pulumi from "@pulumi/pulumi";
import * as pulumiservice from "@pulumi/pulumiservice";
import { planDriftCrons } from "./plan/drift-cron";
import { refuse } from "./plan/name";

export interface DriftSchedulesArgs {
  /** The organisation in Pulumi Cloud. */
  readonly organization: string;
  /** The project that the stacks belong to. */
  readonly project: string;
  /** Names of the stacks, such as `production`; each has its deployment settings already. */
  readonly stacks: readonly string[];
  /** The hour in which all of them are looked at, UTC, 0–23; each at a minute of its own. */
  readonly hourUtc: number;
}

/**
 * Has Pulumi Cloud look for drift of many stacks, each once a day, without a machine of your own. It tells that something
 * differs; what that does to visitors, `no521 drift` tells.
 *
 * Children: one `pulumiservice.DriftSchedule` per stack, named `<name>-<stack>`. None of them remediates: Pulumi Cloud
 * would run `pulumi up` on whatever the difference is.
 *
 * @see https://www.pulumi.com/docs/deployments/concepts/drift/ read 2026-11-23
 * @throws {InputPropertyError} if no stack is named, one is named twice or with its project, or the hour is none
 */
export class DriftSchedules extends pulumi.ComponentResource {
  readonly schedules: readonly pulumiservice.DriftSchedule[];

  constructor(name: string, args: DriftSchedulesArgs, opts?: pulumi.ComponentResourceOptions) {
    checkDriftSchedulesArgs(args);
    super("no521:index:DriftSchedules", name, {}, opts);
    const { organization, project, stacks, hourUtc } = args;
    this.schedules = planDriftCrons(stacks, hourUtc).map(
      ({ stack, cron }) =>
        new pulumiservice.DriftSchedule(
          `${name}-${stack}`,
          { organization, project, stack, scheduleCron: cron, autoRemediate: false },
          { parent: this },
        ),
    );
    this.registerOutputs({ scheduleIds: this.schedules.map(({ scheduleId }) => scheduleId) });
  }
}

function checkDriftSchedulesArgs({ stacks, hourUtc }: DriftSchedulesArgs): void {
  if (stacks.length === 0) throw refuse("stacks", "is empty; name one stack at least");
  const twice = stacks.find((stack, index) => stacks.indexOf(stack) !== index);
  if (twice !== undefined) throw refuse("stacks", `names ${JSON.stringify(twice)} twice`);
  const odd = stacks.find((stack) => !/^[\w.-]+$/.test(stack));
  if (odd !== undefined) throw refuse("stacks", `has ${JSON.stringify(odd)}, not the name of a stack alone`);
  if (!Number.isInteger(hourUtc) || hourUtc < 0 || hourUtc > 23) {
    throw refuse("hourUtc", `is ${hourUtc}, not a whole number from 0 to 23`);
  }
}
