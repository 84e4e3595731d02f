import { unknownCheckingProxy } from "@pulumi/policy";
import { asset } from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { graphFromPolicy, type SeenResource } from "../../src/graph/from-policy";
import { notKnown } from "../../src/graph/value";

/** @see https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/go/common/resource/plugin/rpc.go the marks, as literals */
const marks = {
  boolean: "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  number: "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  string: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  array: "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  asset: "030794c1-ac77-496b-92df-f27374a8bd58",
  archive: "e48ece36-62e2-4504-bad9-02848725956a",
  object: "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
};

const group: SeenResource = {
  urn: "urn:pulumi:example::site::aws:ec2/securityGroup:SecurityGroup::web",
  type: "aws:ec2/securityGroup:SecurityGroup",
  name: "web",
  inputs: { vpcId: "vpc-1" },
  outputs: { id: "sg-1", vpcId: "vpc-1" },
  options: {},
  provider: "urn:pulumi:example::site::pulumi:providers:aws::default",
  parent: "urn:pulumi:example::site::pulumi:pulumi:Stack::example-site",
  dependencies: [],
  propertyDependencies: {},
};

function read(change: Partial<SeenResource>) {
  return graphFromPolicy([{ ...group, ...change }]).nodes[0];
}

describe("graphFromPolicy", () => {
  test("takes over what the engine shows", () => {
    const seen = {
      ...group,
      options: { protect: true, ignoreChanges: ["ingress"] },
      dependencies: ["urn:other"],
      propertyDependencies: { vpcId: ["urn:vpc"] },
    };
    expect(graphFromPolicy([seen]).nodes).toEqual([
      {
        urn: group.urn,
        type: group.type,
        name: "web",
        kind: "managed",
        id: "sg-1",
        inputs: { vpcId: "vpc-1" },
        outputs: { id: "sg-1", vpcId: "vpc-1" },
        options: { protect: true, deleteBeforeReplace: false, retainOnDelete: false, ignoreChanges: ["ingress"] },
        provider: group.provider,
        parent: group.parent,
        dependsOn: new Map([
          ["", ["urn:other"]],
          ["vpcId", ["urn:vpc"]],
        ]),
      },
    ]);
  });

  test("reads every mark of the engine as not known, at any depth", () => {
    const inputs = Object.fromEntries(Object.entries(marks).map(([name, mark]) => [name, { in: [mark, "known"] }]));
    expect(read({ inputs })?.inputs).toEqual(
      Object.fromEntries(Object.keys(marks).map((name) => [name, { in: [notKnown, "known"] }])),
    );
  });

  test("reads through the proxy that throws where a value is not known", () => {
    const raw = { id: marks.string, ingress: [{ cidrBlocks: marks.array, fromPort: 443, self: false, tag: null }] };
    const outputs: unknown = unknownCheckingProxy(raw);
    expect(() => JSON.stringify(outputs)).toThrow("can't be known during preview");
    const node = read({ inputs: unknownCheckingProxy(raw), outputs });
    const expected = { id: notKnown, ingress: [{ cidrBlocks: notKnown, fromPort: 443, self: false, tag: null }] };
    expect(node).toMatchObject({ inputs: expected, outputs: expected });
    expect(node).not.toHaveProperty("id");
  });

  test("takes what is no data for not known, and what is undefined for absent", () => {
    const inputs = { userData: new asset.StringAsset("#!/bin/sh"), run: () => "", left: undefined, list: [undefined] };
    expect(read({ inputs })?.inputs).toEqual({ userData: notKnown, run: notKnown, list: [notKnown] });
  });

  test("does not run a property's getter", () => {
    const inputs = {
      get secret(): string {
        throw new Error("read");
      },
    };
    expect(read({ inputs })?.inputs).toEqual({});
  });

  test("gives aliases and renamed properties their canonical names", () => {
    const record = read({
      type: "cloudflare:index/record:Record",
      inputs: { value: "198.51.100.7" },
      outputs: {},
      propertyDependencies: { value: ["urn:eip"] },
    });
    expect(record).toMatchObject({ type: "cloudflare:index/dnsRecord:DnsRecord", inputs: { content: "198.51.100.7" } });
    expect(record?.dependsOn.get("content")).toEqual(["urn:eip"]);
  });
});

describe("the kind of a resource", () => {
  test("is component where it has no provider", () => {
    expect(read({ type: "pulumi:pulumi:Stack", provider: undefined })?.kind).toBe("component");
  });

  test("is managed for a provider itself", () => {
    expect(read({ type: "pulumi:providers:aws", provider: undefined })?.kind).toBe("managed");
  });

  test("is read where the inputs were not shown, so that nothing is concluded from their absence", () => {
    expect(read({ inputs: undefined })).toMatchObject({ kind: "read", inputs: {} });
    expect(read({ inputs: undefined, outputs: {} })?.kind).toBe("read");
  });

  test("is read where an analysis of a state shows outputs alone", () => {
    expect(read({ inputs: {} })?.kind).toBe("read");
    expect(read({ inputs: {}, outputs: {} })?.kind).toBe("managed");
  });

  test("is managed where a preview has yet to compute what the program leaves out", () => {
    const outputs = { ownerId: "04da6b54-80e4-46f7-96ec-b56ff0331ba9", tags: {} };
    expect(read({ inputs: {}, outputs })?.kind).toBe("managed");
  });
});
