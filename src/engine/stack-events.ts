import { readFileSync } from "node:fs";
import type { EngineEvent } from "@pulumi/pulumi/automation";

/** What the engine reports while it works, as its event log has it. */
export type { EngineEvent } from "@pulumi/pulumi/automation";

/**
 * Reads an event log: one JSON object a line. A last line that a killed engine left half-written is dropped, since the
 * run's outcome says already that it was cut.
 */
export function readEventLog(file: string): readonly EngineEvent[] {
  return parseEventLog(readText(file));
}

/** Reads the text of an event log; see `readEventLog`. */
export function parseEventLog(text: string): readonly EngineEvent[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.flatMap((line, index) => {
    try {
      return [parseEvent(line)];
    } catch (error) {
      if (index === lines.length - 1) return [];
      throw error;
    }
  });
}

function parseEvent(line: string): EngineEvent {
  return JSON.parse(line) as EngineEvent;
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    // An engine that failed before its first event writes no log.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}
