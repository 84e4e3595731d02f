import { describe, expect, test } from "vitest";
import { refreshedDeployment } from "../../src/engine/refreshed-state";
import type { EngineEvent } from "../../src/engine/stack-events";

const urn = (name: string) => `urn:pulumi:sandbox::no521::aws:ec2/vpc:Vpc::${name}`;

const resource = (name: string, cidrBlock: string) => ({
  urn: urn(name),
  type: "aws:ec2/vpc:Vpc",
  id: `vpc-${name}`,
  inputs: { cidrBlock },
  outputs: { cidrBlock, arn: `arn:${name}` },
  dependencies: [urn("other")],
});

const state = (...resources: readonly ReturnType<typeof resource>[]) => ({
  version: 3,
  deployment: { manifest: { time: "2026-10-05T00:00:00Z" }, resources },
});

type Metadata = NonNullable<EngineEvent["resOutputsEvent"]>["metadata"];

function found(op: Metadata["op"], name: string, cidrBlock?: string): EngineEvent {
  const now = cidrBlock === undefined ? {} : { new: { ...resource(name, cidrBlock), parent: "", provider: "" } };
  const metadata: Metadata = { op, urn: urn(name), type: "aws:ec2/vpc:Vpc", provider: "", ...now };
  return { sequence: 1, timestamp: 1, resOutputsEvent: { metadata, planning: true } };
}

describe("what a refresh found", () => {
  test("takes the place of what the state has, and keeps who depends on whom", () => {
    const before = state(resource("a", "10.0.0.0/16"), resource("b", "10.1.0.0/16"));
    expect(refreshedDeployment(before, [found("update", "a", "10.9.0.0/16")])).toEqual(
      state(resource("a", "10.9.0.0/16"), resource("b", "10.1.0.0/16")),
    );
  });

  test("is gone where the cloud does not have it", () => {
    const before = state(resource("a", "10.0.0.0/16"), resource("b", "10.1.0.0/16"));
    expect(refreshedDeployment(before, [found("delete", "a")])).toEqual(state(resource("b", "10.1.0.0/16")));
  });

  test("changes nothing where it is as the state has it", () => {
    const before = state(resource("a", "10.0.0.0/16"));
    const events = [found("refresh", "a", "10.0.0.0/16"), found("same", "a", "10.0.0.0/16")];
    expect(refreshedDeployment(before, events)).toEqual(before);
    expect(refreshedDeployment(before, [])).toEqual(before);
  });

  test("counts only when it is found: what was begun is no finding", () => {
    const before = state(resource("a", "10.0.0.0/16"));
    const { resOutputsEvent } = found("delete", "a");
    const begun: EngineEvent = {
      sequence: 1,
      timestamp: 1,
      ...(resOutputsEvent && { resourcePreEvent: resOutputsEvent }),
    };
    expect(refreshedDeployment(before, [begun])).toEqual(before);
  });

  test("leaves the state that it was given as it is", () => {
    const before = state(resource("a", "10.0.0.0/16"));
    refreshedDeployment(before, [found("update", "a", "10.9.0.0/16")]);
    expect(before).toEqual(state(resource("a", "10.0.0.0/16")));
  });
});

test.each([null, "text", [], {}, { deployment: null }, { deployment: { resources: "none" } }])(
  "gives back %j, which is no state, for the reader of states to refuse",
  (odd) => {
    expect(refreshedDeployment(odd, [found("delete", "a")])).toEqual(odd);
  },
);

test("passes a resource by that has no URN", () => {
  const odd = { version: 3, deployment: { resources: ["text", { type: "aws:ec2/vpc:Vpc" }] } };
  expect(refreshedDeployment(odd, [found("delete", "a")])).toEqual(odd);
});
