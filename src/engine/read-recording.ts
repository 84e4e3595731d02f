import * as z from "zod";
import type { ResourceNode } from "../graph/resource";
import type { Project } from "./project";
import type { Recording } from "./record";
import { rootStackType } from "./record-monitor";
import { readWireProperties } from "./record-values";
import type { RecordingResult } from "./recording-file";

/** What came from the process that records is not what our own code writes there: the program has meddled with it. */
export class MeddledError extends Error {
  override readonly name = "MeddledError";
  readonly reason: string;

  constructor(reason: string) {
    super(`Cannot read the recording of the program: ${reason}.`);
    this.reason = reason;
  }
}

const printable = z
  .string()
  .max(2_048)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, "has characters that no terminal shows");
const bag = z.record(z.string(), z.unknown());

const node = z.strictObject({
  urn: printable.startsWith("urn:pulumi:"),
  type: printable,
  name: printable,
  kind: z.enum(["managed", "read", "component", "remote"]),
  id: z.string().optional(),
  inputs: bag,
  outputs: bag,
  options: z.strictObject({
    protect: z.boolean(),
    deleteBeforeReplace: z.boolean(),
    retainOnDelete: z.boolean(),
    ignoreChanges: z.array(z.string()),
  }),
  provider: printable.optional(),
  parent: printable.optional(),
  dependsOn: z.array(z.tuple([z.string(), z.array(printable)])),
  source: z.strictObject({ file: printable, line: z.int(), column: z.int() }).optional(),
  hasLaterParts: z.literal(true).optional(),
});

const end = z.strictObject({
  kind: z.literal("end"),
  token: z.string(),
  result: z.string(),
  denials: z.array(z.strictObject({ permission: z.string(), resource: z.string() })).max(100),
  absentVariables: z.array(z.string()).max(100),
});

/** The last message of the process that records. */
export type End = z.infer<typeof end>;

/**
 * Reads the last message.
 * @throws {MeddledError} if it does not carry the token or is of another shape
 */
export function readEnd(message: unknown, token: string): End {
  const read = end.safeParse(message);
  if (!read.success) throw new MeddledError("its last message is not of the shape that it has to be");
  if (read.data.token !== token) throw new MeddledError("its last message is not that of the recorder");
  return read.data;
}

const result = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("failed"),
    failure: z.strictObject({ what: z.string(), fix: z.string(), stack: z.string().optional() }),
  }),
  z.strictObject({
    kind: z.literal("recorded"),
    recording: z.strictObject({
      ...{ resources: z.array(node).min(1), outputs: bag },
      ...{ unanswered: z.array(printable), awaited: z.array(printable) },
      leftOpen: z.array(printable).max(100),
    }),
  }),
]);

/**
 * Reads what `formatResult` has written, as something that a stranger may have written.
 * @throws {MeddledError} if it is anything else
 */
export function readResult(text: string, { name, stack }: Pick<Project, "name" | "stack">): RecordingResult {
  try {
    const read = result.safeParse(JSON.parse(text));
    if (!read.success) {
      const [issue] = read.error.issues;
      throw new MeddledError(`${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not as expected"}`);
    }
    if (read.data.kind === "failed") return { kind: "failed", failure: withoutAbsent(read.data.failure) };
    const recording = toRecording(read.data.recording);
    const isOfStack = recording.resources.every(({ urn }) => urn.startsWith(`urn:pulumi:${stack}::${name}::`));
    if (!isOfStack || recording.resources[0]?.type !== rootStackType) throw new MeddledError("it is of no stack");
    return { kind: "recorded", recording };
  } catch (error) {
    if (error instanceof MeddledError) throw error;
    // A text that is not JSON, or one that is nested deeper than anything that is declared.
    throw new MeddledError(error instanceof RangeError ? "it is nested too deep" : "it is not JSON");
  }
}

type Written = Extract<z.infer<typeof result>, { kind: "recorded" }>["recording"];

function toRecording({ resources, outputs, ...told }: Written): Recording {
  return { ...told, resources: resources.map(toNode), outputs: readWireProperties(outputs) };
}

function toNode({ inputs, outputs, dependsOn, ...rest }: Written["resources"][number]): ResourceNode {
  return {
    ...withoutAbsent(rest),
    inputs: readWireProperties(inputs),
    outputs: readWireProperties(outputs),
    dependsOn: new Map(dependsOn),
  };
}

/** An optional key of a read shape may be there and undefined, which our own shapes do not have. */
function withoutAbsent<T extends object>(read: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
