import { resolve } from "node:path";
import { UserError } from "../../user-error";
import { defineCommand, UsageError, wholeNumber } from "../command";
import { deliverDrift, readDriftOutput } from "../drift-output";
import { readRanges, unseenReport } from "../drift-report";
import { lookAtRecording, type StackReport, stackReports } from "../drift-stacks";
import { exit } from "../exit";
import { mendStacks } from "../mend-stacks";
import { onlyStack } from "../only-stack";
import { outputOptions } from "../output";
import { remedies } from "../remediate";
import { readTelling, tell, tellingOptions, withoutTellingSecrets } from "../telling";

const { format, report } = outputOptions;

/** `no521 drift`. */
export const driftCommand = defineCommand({
  name: "drift",
  summary: "Say what was changed outside of Pulumi, why, and what visitors see of it",
  description:
    "Compares the program, its state and the clouds in one preview with a refresh, which writes nothing, and reads Cloudflare's " +
    "list of ranges. Exit status: 0 they agree, 1 they differ, 2 something could not be read, or nobody could be told.",
  arguments: [{ name: "dir", summary: "The folder of the project; the working directory without it", optional: true }],
  options: {
    stack: {
      value: "name",
      summary: "A stack; by default the only one that has a Pulumi.<stack>.yaml",
      repeatable: true,
    },
    "all-stacks": { summary: "Every stack of the project that the backend has" },
    parallel: { value: "count", summary: "How many stacks are looked at together", default: "4" },
    timeout: { value: "seconds", summary: "How long Pulumi may take for a stack", default: "600" },
    remediate: {
      value: "what",
      summary:
        "What to mend: nothing, or by pulumi up --refresh what is safe, which is deleted rules and ranges that Cloudflare published",
      choices: remedies,
      default: "none",
    },
    offline: { summary: "Leave Cloudflare's list alone and judge by the reviewed one" },
    "json-events": { value: "file", summary: "Judge this event log of pulumi preview --refresh instead of running it" },
    state: { value: "file", summary: "The exported state that the event log started from" },
    format,
    report,
    ...tellingOptions,
  },
  async run({ values, positionals }, io) {
    const output = readDriftOutput(values, { isMany: values["all-stacks"] || values.stack.length > 1 });
    const telling = readTelling(values, io);
    const folder = resolve(io.cwd, positionals[0] ?? ".");
    const limits = {
      parallel: wholeNumber(values.parallel, "--parallel", [1, 64]),
      timeoutSeconds: wholeNumber(values.timeout, "--timeout", [1, 86_400]),
    };
    const recording = recordingOf(values);
    const stacks = recording === undefined ? await namesOf(values, folder) : [];
    const ranges = once(() => readRanges(folder, io, { offline: values.offline }));
    const others = { ranges: async () => (await ranges()).list, folder };
    const quiet = { ...io, env: withoutTellingSecrets(io.env) };
    const reports: readonly StackReport[] =
      recording === undefined
        ? await stackReports({ folder, stacks, ranges, ...limits }, quiet).catch(async (error: unknown) => {
            // The only stack could not be looked at, which is news as well.
            const [stack] = stacks;
            if (error instanceof UserError && stacks !== "all" && stack !== undefined) {
              await tell(telling, { reports: [{ report: unseenReport(null, stack, error) }], ...others }, io);
            }
            throw error;
          })
        : [await lookAtRecording({ folder, ...recording, ranges: await ranges() }, io)];
    const mended =
      values.remediate === "safe" ? await mendStacks(reports, { folder, ranges, ...limits }, quiet) : reports;
    const tellAll = () => tell(telling, { reports: mended, ...others }, io);
    const status = await deliverDrift(mended, output, { folder, io }).catch(async (error: unknown) => {
      // A report file that cannot be written is no reason to tell nobody.
      if (error instanceof UserError) await tellAll();
      throw error;
    });
    const isTold = await tellAll();
    return isTold || status !== exit.ok ? status : exit.unanswered;
  },
});

/** Asks once, however often it is called. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => {
    asked ??= ask();
    return asked;
  };
}

interface Named {
  readonly stack: readonly string[];
  readonly "all-stacks": boolean;
}

async function namesOf({ stack, "all-stacks": all }: Named, folder: string): Promise<readonly string[] | "all"> {
  if (all && stack.length > 0)
    throw new UsageError("--stack and --all-stacks exclude each other.", "Give one of them.");
  if (all) return "all";
  return stack.length > 0 ? [...new Set(stack)] : [await onlyStack(folder)];
}

function recordingOf(
  values: Named & {
    readonly "json-events": string | undefined;
    readonly state: string | undefined;
    readonly remediate: (typeof remedies)[number];
  },
): { readonly events: string; readonly state: string | undefined } | undefined {
  const { "json-events": events, state, stack, remediate } = values;
  if (events === undefined && state === undefined) return undefined;
  if (remediate !== "none") {
    throw new UsageError("--remediate mends a stack, and --json-events is a recording.", "Leave out one of them.");
  }
  if (events === undefined) throw new UsageError("--state is given without --json-events.", "Give both, or none.");
  if (stack.length > 0 || values["all-stacks"]) {
    throw new UsageError(
      "--json-events is of one stack, which it names itself.",
      "Leave out --stack and --all-stacks.",
    );
  }
  return { events, state };
}
