import { restSeconds } from "../engine/program-rest";
import type { Project } from "../engine/project";
import { recordApart } from "../engine/record-apart";
import type { Evidence } from "../findings/finding";
import type { ResourceNode } from "../graph/resource";
import { createGraph } from "../graph/resource-graph";
import type { Io } from "./io";
import type { Ruling } from "./ruling";
import type { Subject } from "./subject";

/** How long a program may take and how much memory, and what it gets of the caller's environment. */
export interface Limits {
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** Names of variables that the program gets beside those of language, clock and region. */
  readonly variables: readonly string[];
}

/** What a program is recorded with. */
export interface RecordedOptions {
  readonly limits: Limits;
  readonly ruling: Pick<Ruling, "edgeRanges" | "fixtures">;
  readonly io: Pick<Io, "env" | "err">;
}

/**
 * Records a program, and says what a recording of it cannot show.
 * @throws {UserError} if the program does not come to its end
 */
export async function subjectOfProgram(project: Project, { limits, ruling, io }: RecordedOptions): Promise<Subject> {
  const { folder, name, stack } = project;
  const { resources, unanswered, awaited, leftOpen, notes } = await recordApart(project, {
    ...limits,
    facts: { ranges: ruling.edgeRanges, fixtures: ruling.fixtures },
    environment: { ...io.env },
    onPrinted: (line) => io.err(line),
  });
  return {
    ...{ graph: createGraph(resources), project: name, stack, folder },
    blindSpots: [
      ...resources.slice(0, 1).flatMap((root) => awaited.map((token) => undecided(root, token))),
      ...unseenLater(resources[0], leftOpen),
      ...resources.filter(isMadeElsewhere).map(unseenComponent),
    ],
    notes: [...notes, ...unanswered.map(untold)],
  };
}

function untold(token: string): string {
  return `The answer of "${token}" is unknown to a check, and so is what comes of it; fixtures in no521.yaml can tell it.`;
}

/** Nobody sees whether a program compares what it has awaited, and declares this or that by it. */
function undecided({ urn }: ResourceNode, token: string): Evidence {
  const says =
    `The program awaits the answer of "${token}", which is unknown to a check: what it decides by that may be decided ` +
    "otherwise. Tell it under fixtures in no521.yaml, or judge the program with --preview.";
  return { resource: urn, says };
}

/** A program that goes on may declare more, which no report is to be silent about. */
function unseenLater(root: ResourceNode | undefined, leftOpen: readonly string[]): readonly Evidence[] {
  if (root === undefined || leftOpen.length === 0) return [];
  const says =
    `${restSeconds} s after the program had returned it still had something open (${leftOpen.join(", ")}), and what it ` +
    "declares later was not seen: end what goes on, or return a promise of it.";
  return [{ resource: root.urn, says }];
}

/** The children of such a component are made by a plugin. */
function isMadeElsewhere({ kind }: ResourceNode): boolean {
  return kind === "remote";
}

function unseenComponent({ urn, type, name }: ResourceNode): Evidence {
  return {
    resource: urn,
    says:
      `The resources of component "${name}" (${type}) are made by a plugin and were not seen: judge the program with ` +
      "--preview, or its state with --state.",
  };
}
