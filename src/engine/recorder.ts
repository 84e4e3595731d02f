import { setSourceMapsSupport } from "node:module";
import { answerFrom } from "./offline-answers";
import { describeFailure } from "./program-failure";
import { limitProgram } from "./program-limits";
import { loadTypeScript } from "./program-modules";
import { programRest } from "./program-rest";
import { channelDescriptor, receiveMessage, sendMessage } from "./record-channel";
import type { EndMessage, RecorderRequest, TranspileReply, TranspileRequest } from "./record-messages";
import { recordProject } from "./record-project";
import { formatResult, type RecordingResult } from "./recording-file";

// The program may replace what everybody shares; these are taken before it runs.
const { stringify, parse } = JSON;
const { exit } = process;

/** Records one program in this process and ends it: whatever the program leaves running ends too. */
async function recordAndExit(): Promise<never> {
  const { project, facts, preload, token }: RecorderRequest = parse(receiveMessage(channelDescriptor));
  const watched = limitProgram();
  const finish = (result: RecordingResult): never => {
    const denials = [...watched.denials];
    const absentVariables = [...watched.absentVariables];
    const end: EndMessage = { kind: "end", token, result: formatResult(result), denials, absentVariables };
    sendMessage(channelDescriptor, stringify(end));
    return exit.call(process, 0);
  };
  const endStuck = (): never => finish({ kind: "failed", failure: stuck });
  process.once("beforeExit", endStuck);
  process.once("uncaughtException", (error) => finish({ kind: "failed", failure: describeFailure(error) }));
  try {
    // Only of the program's own modules: reading the maps of the packages would take longer than the program.
    setSourceMapsSupport(true, { nodeModules: false });
    // This keeps the functions of `fs` that it finds, so it is loaded when they are as they are to be.
    const { readTypeScriptSettings } = await import("./tsconfig.js");
    const settings = readTypeScriptSettings(process.cwd(), project.runtime.tsconfig);
    const { compilerOptions } = settings;
    loadTypeScript(settings, (modules) => askForJavaScript({ kind: "transpile", modules, compilerOptions }));
    const rest = async (): Promise<readonly string[]> => {
      process.off("beforeExit", endStuck);
      const leftOpen = await programRest();
      process.once("beforeExit", endStuck);
      return leftOpen;
    };
    const recording = await recordProject(project, answerFrom(facts), { preload, rest });
    return finish({ kind: "recorded", recording });
  } catch (error) {
    return finish({ kind: "failed", failure: describeFailure(error) });
  }
}

function askForJavaScript(request: TranspileRequest): readonly TranspileReply[] {
  sendMessage(channelDescriptor, stringify(request));
  return parse(receiveMessage(channelDescriptor));
}

const stuck = {
  what: "The program waits for something that never comes, and so never declares all of its resources.",
  fix: "Find the promise that nothing settles.",
};

if (require.main === module) void recordAndExit();
