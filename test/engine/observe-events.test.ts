import { describe, expect, test } from "vitest";
import { observeEvents, stateOfEvents, troubleOf } from "../../src/engine/observe-events";
import type { EngineEvent } from "../../src/engine/stack-events";
import { graphFromState } from "../../src/graph/from-state";
import { notKnown } from "../../src/graph/value";

type Metadata = NonNullable<EngineEvent["resOutputsEvent"]>["metadata"];

const urn = (name: string) => `urn:pulumi:test::site::aws:alb/listener:Listener::${name}`;

const state = (name: string, port: unknown) => ({
  ...{ urn: urn(name), type: "aws:alb/listener:Listener", id: `id-${name}`, custom: true, parent: "", provider: "" },
  inputs: { port },
  outputs: { port },
});

/** The engine writes more than the SDK's type says, and null where that says that a key is absent. */
function events(...written: readonly object[]): readonly EngineEvent[] {
  return written.map((each, index) => ({ sequence: index, timestamp: 1, ...each })) as readonly EngineEvent[];
}

const metadata = (op: string, name: string, more: object) =>
  ({ op, urn: urn(name), type: "aws:alb/listener:Listener", provider: "", ...more }) as unknown as Metadata;

const begins = (op: string, name: string) => ({
  resourcePreEvent: { metadata: metadata(op, name, { old: state(name, 443) }) },
});
const ends = (op: string, name: string, more: object) => ({ resOutputsEvent: { metadata: metadata(op, name, more) } });
const done = { summaryEvent: { maybeCorrupt: false, durationSeconds: 1, resourceChanges: {}, PolicyPacks: {} } };
const said = (message: string, about?: string) => ({
  diagnosticEvent: { message, severity: "error", color: "never", ...(about !== undefined && { urn: about }) },
});

const listener = { urn: urn("a"), type: "aws:lb/listener:Listener" };

test("a program that has no step for what stands was not run to its end, whatever the summary says", () => {
  const looked = [
    ...[begins("refresh", "a"), ends("refresh", "a", { old: state("a", 443), new: state("a", 443) })],
    ...[begins("refresh", "b"), ends("refresh", "b", { old: state("b", 443), new: null, op: "delete" })],
  ];
  const stack = { resOutputsEvent: { metadata: { op: "same", urn: "urn:stack", type: "pulumi:pulumi:Stack" } } };
  const same = ends("same", "a", { old: state("a", 443), new: state("a", 443) });
  const plans = [[stack], [stack, same]].map((steps) => observeEvents(events(...looked, ...steps, done)).plan);
  expect(plans).toEqual([null, []]);
  const lost = { message: "We failed to locate the entry point for your program: /site/", severity: "info#err" };
  expect(troubleOf(events({ diagnosticEvent: { ...lost, color: "never", urn: "urn:stack" } }))).toBe(lost.message);
});

describe("the events of a preview with a refresh", () => {
  test("tell what the program drops though it is protected, which is no failure to read it", () => {
    const looked = ["a", "b"].flatMap((name) => [
      begins("refresh", name),
      ends("refresh", name, { old: state(name, 443), new: state(name, 443) }),
    ]);
    const held = [ends("same", "a", { old: state("a", 443), new: state("a", 443) }), begins("delete", "b")];
    const refusal = said(
      `Preview failed: resource "${urn("b")}" cannot be deleted\nbecause it is protected. To …`,
      urn("b"),
    );
    const seen = observeEvents(events(...looked, ...held, refusal, said("preview failed"), done));
    expect(seen.failures).toEqual([]);
    expect(seen.plan).toEqual([{ ...listener, urn: urn("b"), op: "delete", wanted: null, paths: [] }]);
    const other = said("the program threw", urn("a"));
    expect(observeEvents(events(...looked, ...held, refusal, other, said("preview failed"), done)).plan).toBeNull();
  });

  test("tell what was found, and apart from it what an update would do", () => {
    const diff = { port: { diffKind: "update", inputDiff: false } };
    const log = events(
      begins("refresh", "a"),
      ends("refresh", "a", { old: state("a", 443), new: state("a", 8443), detailedDiff: diff }),
      begins("update", "a"),
      ends("update", "a", { old: state("a", 8443), new: state("a", 443), detailedDiff: diff }),
      done,
    );
    expect(observeEvents(log)).toEqual({
      found: [
        {
          ...listener,
          id: "id-a",
          was: { inputs: { port: 443 }, outputs: { port: 443 } },
          is: { inputs: { port: 8443 }, outputs: { port: 8443 } },
          paths: ["port"],
        },
      ],
      plan: [{ ...listener, op: "update", wanted: { inputs: { port: 443 }, outputs: { port: 443 } }, paths: ["port"] }],
      failures: [],
    });
  });

  test("tell of what is gone, by null or by the step's kind", () => {
    const isNull = events(begins("refresh", "a"), ends("refresh", "a", { old: state("a", 443), new: null }));
    const isDeleted = events(
      begins("refresh", "a"),
      ends("delete", "a", { old: state("a", 443), new: state("a", 443) }),
    );
    expect([isNull, isDeleted].map((log) => observeEvents(log).found.map(({ is }) => is))).toEqual([[null], [null]]);
  });

  test("leave out what waits for its deletion, components and what stays the same", () => {
    const component = { ...state("c", 1), custom: false };
    const log = events(
      begins("refresh", "a"),
      ends("refresh", "a", { old: { ...state("a", 443), delete: true }, new: state("a", 443) }),
      ends("create", "c", { old: null, new: component }),
      ends("same", "b", { old: state("b", 1), new: state("b", 1) }),
      done,
    );
    expect(observeEvents(log)).toEqual({ found: [], plan: [], failures: [] });
  });

  test("have no plan where something failed, and name what could not be read", () => {
    const stack = "urn:pulumi:test::site::pulumi:pulumi:Stack::site-test";
    const log = events(
      begins("refresh", "a"),
      said("Preview failed: throttled\n", urn("a")),
      said("preview failed\n"),
      said("preview failed\n", stack),
      done,
    );
    expect(observeEvents(log)).toEqual({
      found: [],
      plan: null,
      failures: [{ resource: urn("a"), says: "Preview failed: throttled" }],
    });
    expect(troubleOf(log)).toBe("preview failed");
    expect(troubleOf(events(said("preview failed"), said("Cannot find module", stack)))).toBe("Cannot find module");
    expect(troubleOf(events(done))).toBeUndefined();
  });

  test("hide secrets, and what is not known yet", () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "[secret]" };
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const log = events(
      begins("refresh", "a"),
      ends("refresh", "a", { old: state("a", secret), new: state("a", unknown) }),
    );
    const [found] = observeEvents(log).found;
    expect([found?.was.inputs.port, found?.is?.inputs.port]).toEqual([notKnown, notKnown]);
  });
});

test("the state that a run started from is in its events", () => {
  const log = events(
    begins("refresh", "a"),
    ends("refresh", "a", { old: state("a", 443), new: state("a", 8443) }),
    ends("update", "a", { old: state("a", 8443), new: state("a", 443) }),
  );
  const read = graphFromState(stateOfEvents(log));
  expect(read.kind === "graph" && read.graph.nodes.map(({ type, inputs }) => [type, inputs])).toEqual([
    ["aws:lb/listener:Listener", { port: 443 }],
  ]);
});
