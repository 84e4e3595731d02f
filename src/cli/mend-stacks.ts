import { progressFor } from "../engine/progress";
import type { KnownRanges } from "./drift-report";
import { lookAndReport, type StackReport, type StacksRequest } from "./drift-stacks";
import type { Io } from "./io";
import { remediate } from "./remediate";

/**
 * Mends the stacks that differ, one after the other, and looks at each of them again: its report is of what stands then,
 * and says what was mended or why not.
 */
export async function mendStacks(
  reports: readonly StackReport[],
  request: Pick<StacksRequest, "folder" | "timeoutSeconds" | "ranges">,
  io: Io,
): Promise<readonly StackReport[]> {
  const mended: StackReport[] = [];
  for (const each of reports) mended.push(await mendStack(each, request, io));
  return mended;
}

async function mendStack(
  first: StackReport,
  request: Pick<StacksRequest, "folder" | "timeoutSeconds" | "ranges">,
  io: Io,
): Promise<StackReport> {
  const { stack, report, seen } = first;
  if (seen === undefined || report.summary.drift === 0) return first;
  const ranges: KnownRanges = await request.ranges();
  const { status, notes, isTouched } = await remediate({ ...seen, report }, { ...request, ranges, io });
  const last = isTouched
    ? await progressFor(process.stderr, io.env)(`Looking at stack ${stack} again`, () =>
        lookAndReport(seen.target, request, { io, ranges: Promise.resolve(ranges) }),
      )
    : first;
  return { ...last, report: { ...last.report, notes: [...notes, ...last.report.notes] }, atBest: status };
}
