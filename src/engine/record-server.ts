import type { Duplex } from "node:stream";
import * as z from "zod";
import { type End, MeddledError, readEnd } from "./read-recording";
import { frameMessage, MessageReader } from "./record-channel";
import type { RecorderRequest, TranspileRequest } from "./record-messages";
import { startTranspiler, transpile } from "./transpile";

const transpileRequest: z.ZodType<TranspileRequest> = z.strictObject({
  kind: z.literal("transpile"),
  modules: z.array(z.strictObject({ file: z.string().max(4_096), source: z.string(), format: z.enum(["cjs", "esm"]) })),
  compilerOptions: z.record(z.string(), z.unknown()),
});

/** This end of the channel to one process that records. */
export interface RecorderServer {
  attach(channel: Duplex): void;
  /** What it said last, once the process is gone: nothing, what it has to say, or what no recorder of ours says. */
  end(): Promise<End | MeddledError | undefined>;
}

/**
 * Tells the process that records what to do, compiles for it, and takes its result. What comes is a stranger's: it is
 * bounded, and nothing of it decides what this process reads, writes or runs.
 */
export function serveRecorder(request: RecorderRequest): RecorderServer {
  const reader = new MessageReader();
  let end: End | MeddledError | undefined;
  const take = async (channel: Duplex, piece: Buffer): Promise<void> => {
    const { messages, isTooLong } = reader.take(piece);
    for (const message of messages) {
      if (end !== undefined) end = new MeddledError("something was written after its end");
      else end = await answer(channel, message, request.token);
    }
    if (isTooLong) end = new MeddledError("a message of it is too long");
    if (end instanceof MeddledError) channel.destroy();
  };
  let turn = Promise.resolve();
  return {
    attach(channel) {
      // While the process loads the SDK.
      startTranspiler().catch(() => undefined);
      // A process that is gone reads nothing; what became of it is told by its exit.
      channel.on("error", () => undefined);
      channel.on("data", (piece: Buffer) => {
        turn = turn.then(() => take(channel, piece));
      });
      channel.write(frameMessage(JSON.stringify(request)));
    },
    async end() {
      await turn;
      return end ?? (reader.isWithinMessage ? new MeddledError("a message of it is cut off") : undefined);
    },
  };
}

/** Answers a request of the process; gives its last message. */
async function answer(channel: Duplex, message: string, token: string): Promise<End | MeddledError | undefined> {
  try {
    const parsed: unknown = JSON.parse(message);
    const request = transpileRequest.safeParse(parsed);
    if (!request.success) return readEnd(parsed, token);
    channel.write(frameMessage(JSON.stringify(await transpile(request.data))));
    return undefined;
  } catch (error) {
    return error instanceof MeddledError ? error : new MeddledError("a message of it is not JSON");
  }
}
