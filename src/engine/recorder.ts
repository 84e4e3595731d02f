import { readFileSync, writeFileSync } from "node:fs";
import { answerFrom, type OfflineFacts } from "./offline-answers";
import { describeFailure } from "./program-failure";
import type { Project } from "./project";
import { recordProject } from "./record-project";
import { formatResult, type RecordingResult } from "./recording-file";

/** What the process that records is told, in a file whose path is its only argument. */
export interface RecorderRequest {
  readonly project: Project;
  /** What the program gets where it asks the world. */
  readonly facts: OfflineFacts;
  /** Path of the file that the result goes to. */
  readonly result: string;
}

/** Records one program in this process and ends it: whatever the program leaves running ends too. */
async function recordAndExit(request: RecorderRequest): Promise<never> {
  // Standard output is for reports; what a program prints is progress.
  process.stdout.write = process.stderr.write.bind(process.stderr);
  const finish = (result: RecordingResult): never => {
    writeFileSync(request.result, formatResult(result));
    return process.exit(0);
  };
  process.once("beforeExit", () => finish({ kind: "failed", failure: stuck }));
  process.once("uncaughtException", (error) => finish({ kind: "failed", failure: describeFailure(error) }));
  try {
    return finish({
      kind: "recorded",
      recording: await recordProject(request.project, answerFrom(request.facts)),
    });
  } catch (error) {
    return finish({ kind: "failed", failure: describeFailure(error) });
  }
}

const stuck = {
  what: "The program waits for something that never comes, and so never declares all of its resources.",
  fix: "Find the promise that nothing settles.",
};

if (require.main === module) {
  const [, , file = ""] = process.argv;
  void recordAndExit(JSON.parse(readFileSync(file, "utf8")) as RecorderRequest);
}
