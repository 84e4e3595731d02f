import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { meter, parseTimes } from "../../../tools/bench/processor-time";
import { type Measurement, parseSpeed, ratiosOf, type Speed } from "../../../tools/bench/speed-results";
import { speedSection, withSpeedSection } from "../../../tools/bench/speed-section";
import { temporaryFolder } from "../../temporary-folder";

const both = (seconds: readonly number[], factor = 2): Measurement[] =>
  seconds.map((each) => ({ seconds: each, processorSeconds: each * factor }));

const speed: Speed = {
  ...{ machine: "Node v24.21.0, linux x64, 2 processors", load: 3.25, date: "2026-11-23" },
  check: both([1, 2, 4]),
  importing: both([1, 1, 2]),
  preview: both([10, 12, 16]),
};

describe("the ratios of a check", () => {
  test("are of runs of one round, so that what slows down both does not count", () => {
    const [ofPreview, ofImporting] = ratiosOf(speed);
    expect(ofPreview.clock).toEqual({ median: 6, least: 4, most: 10 });
    expect(ofImporting.clock).toEqual({ median: 2, least: 1, most: 2 });
    expect([ofPreview.isMet, ofImporting.isMet]).toEqual([true, false]);
  });

  test("are told with what is missed", () => {
    expect(speedSection(speed)).toMatchInlineSnapshot(`
      "## How long a check takes
      \`no521 check\` of this repository's program as it is installed, everything warm, beside \`pulumi preview\` of the same program with the pack, and beside a process of Node that imports \`@pulumi/aws\` and \`@pulumi/cloudflare\` and does nothing else. All three run in turn in each round, so the ratios are of runs side by side.

      Node v24.21.0, linux x64, 2 processors, on 2026-11-23; 3 rounds; 3.3 processes wanted to run meanwhile. Medians, with the least and the most. Processor time is user and system time of all processes that a run waits for.

      | | seconds | processor seconds |
      |---|---:|---:|
      | \`no521 check\` | 2.00 (1.00–4.00) | 4.00 (2.00–8.00) |
      | importing the two SDKs | 1.00 (1.00–2.00) | 2.00 (2.00–4.00) |
      | \`pulumi preview\` with the pack | 12.00 (10.00–16.00) | 24.00 (20.00–32.00) |

      | ratio | aim | by the clock | by processor time | |
      |---|---|---:|---:|---|
      | a preview takes, of a check | at least 5 | 6.00 (4.00–10.00) | 6.00 (4.00–10.00) | met |
      | a check takes, of importing the SDKs | at most 1.6 | 2.00 (1.00–2.00) | 2.00 (1.00–2.00) | missed |

      Missed by the clock: a check takes, of importing the SDKs, at most 1.6.
      <!-- end of how long a check takes -->"
    `);
  });

  test("that are missed by the clock alone are told as such", () => {
    const busy = { ...speed, importing: both([1, 1, 2], 4) };
    expect(speedSection(busy)).toContain(
      "Missed by the clock: a check takes, of importing the SDKs, at most 1.6. By processor time both would be met.",
    );
  });
});

describe("the section on speed", () => {
  const page = "# What is caught\nMuch.\n\n## Programs\n- one\n";

  test("comes before the programs, and is replaced where it is", () => {
    const first = withSpeedSection(page, speedSection(speed));
    expect(first).toBe(`# What is caught\nMuch.\n\n${speedSection(speed)}\n\n## Programs\n- one\n`);
    const later = { ...speed, date: "2027-01-01" };
    expect(withSpeedSection(first, speedSection(later))).toBe(withSpeedSection(page, speedSection(later)));
  });

  test("is of numbers that were measured", () => {
    expect(() => parseSpeed(JSON.stringify({ ...speed, check: [] }))).toThrow();
    expect(parseSpeed(JSON.stringify(speed))).toEqual(speed);
  });
});

describe("processor time", () => {
  test("is the second line of the shell's times, in any locale", () => {
    expect(parseTimes("0m0.010s 0m0.000s\n1m2.500s 0m0,250s\n")).toBe(62.75);
    expect(() => parseTimes("nothing")).toThrow('The shell\'s times are not as documented: "nothing".');
  });

  test("is that of the command, whose arguments, output and status stay", async () => {
    const folder = await temporaryFolder();
    const metered = await meter(process.execPath, join(folder, "it's a meter"));
    const script =
      "const end = process.cpuUsage().user + 2e5; while (process.cpuUsage().user < end); console.log(process.argv[1]);";
    const { stdout } = await promisify(execFile)(metered.command, ["-e", script, "a b"]);
    expect(stdout).toBe("a b\n");
    expect(await metered.read()).toBeGreaterThan(0.19);
    await expect(promisify(execFile)(metered.command, ["-e", "process.exit(3)"])).rejects.toMatchObject({ code: 3 });
  });
});
