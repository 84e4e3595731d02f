import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { type RecordOptions, record } from "../../src/engine/record";
import type { ResourceNode } from "../../src/graph/resource";
import { defaultOptions } from "../../src/graph/resource";
import { notKnown } from "../../src/graph/value";

const options: RecordOptions = {
  project: "shop",
  stack: "dev",
  config: { "aws:region": "us-east-1", "shop:color": "green", "shop:password": "hunter2" },
  secretKeys: ["shop:password"],
  invoke: () => undefined,
  root: __dirname,
};

async function recordNode(program: () => Promise<unknown>, name: string): Promise<ResourceNode> {
  const { resources } = await record(program, options);
  const node = resources.find((resource) => resource.name === name);
  if (node === undefined) throw new Error(`nothing is named ${name}`);
  return node;
}

class Pair extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("test:index:Pair", name, {}, opts);
    new Box(`${name}-inner`, { parent: this });
    this.registerOutputs({ size: 2 });
  }
}

class Box extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("test:index:Box", name, {}, opts);
    new aws.ec2.Eip(`${name}-eip`, { domain: "vpc" }, { parent: this });
    this.registerOutputs();
  }
}

describe("record", () => {
  test("leaves open what a provider computes inside of a block that the program wrote", async () => {
    const read = new Map<string, unknown>();
    const node = await recordNode(async () => {
      const domain = new aws.apigatewayv2.DomainName("domain", {
        domainName: "api.example.com",
        domainNameConfiguration: {
          certificateArn: "arn:aws:acm:us-east-1:000000000000:certificate/a",
          endpointType: "REGIONAL",
          securityPolicy: "TLS_1_2",
        },
      });
      domain.domainNameConfiguration.securityPolicy.apply((policy) => read.set("policy", policy));
      domain.domainNameConfiguration.targetDomainName.apply((name) => read.set("name", name));
      new aws.ssm.Parameter("name", { type: "String", value: domain.domainNameConfiguration.targetDomainName });
    }, "name");
    expect(read).toEqual(new Map([["policy", "TLS_1_2"]]));
    expect(node.inputs.value).toBe(notKnown);
    expect(node.dependsOn.get("value")).toEqual([
      "urn:pulumi:dev::shop::aws:apigatewayv2/domainName:DomainName::domain",
    ]);
  });

  test("writes URNs as the engine does, with the types of all ancestors but the stack", async () => {
    const { resources } = await record(async () => new Pair("pair"), options);
    expect(resources.map(({ urn, kind, parent }) => ({ urn, kind, parent }))).toEqual([
      { urn: "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev", kind: "component", parent: undefined },
      {
        urn: "urn:pulumi:dev::shop::test:index:Pair::pair",
        kind: "component",
        parent: "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev",
      },
      {
        urn: "urn:pulumi:dev::shop::test:index:Pair$test:index:Box::pair-inner",
        kind: "component",
        parent: "urn:pulumi:dev::shop::test:index:Pair::pair",
      },
      {
        urn: "urn:pulumi:dev::shop::test:index:Pair$test:index:Box$aws:ec2/eip:Eip::pair-inner-eip",
        kind: "managed",
        parent: "urn:pulumi:dev::shop::test:index:Pair$test:index:Box::pair-inner",
      },
    ]);
  });

  test("leaves every output that the program does not set unknown, and the id absent", async () => {
    const eip = await recordNode(async () => new aws.ec2.Eip("eip", { domain: "vpc" }), "eip");
    expect(eip.inputs).toEqual({ domain: "vpc" });
    expect(eip.id).toBeUndefined();
    expect(eip.outputs).toMatchObject({ domain: "vpc", publicIp: notKnown, allocationId: notKnown });
    expect(eip.outputs).not.toHaveProperty("urn");
  });

  test("says which property came from which resource, and what dependsOn alone named", async () => {
    const rule = await recordNode(async () => {
      const other = new aws.ec2.Eip("other", { domain: "vpc" });
      const group = new aws.ec2.SecurityGroup("group", { description: "frozen" });
      new aws.vpc.SecurityGroupIngressRule(
        "rule",
        { securityGroupId: group.id, ipProtocol: "tcp", cidrIpv4: "203.0.113.0/24", fromPort: 443, toPort: 443 },
        { dependsOn: [other, group] },
      );
    }, "rule");
    expect(rule.inputs.securityGroupId).toBe(notKnown);
    expect([...rule.dependsOn]).toEqual([
      ["securityGroupId", ["urn:pulumi:dev::shop::aws:ec2/securityGroup:SecurityGroup::group"]],
      ["", ["urn:pulumi:dev::shop::aws:ec2/eip:Eip::other"]],
    ]);
  });

  test("carries the options that decide what an update does", async () => {
    const eip = await recordNode(
      async () =>
        new aws.ec2.Eip(
          "eip",
          {},
          { protect: true, deleteBeforeReplace: true, retainOnDelete: true, ignoreChanges: ["tags"] },
        ),
      "eip",
    );
    expect(eip.options).toEqual({
      protect: true,
      deleteBeforeReplace: true,
      retainOnDelete: true,
      ignoreChanges: ["tags"],
    });
    const plain = await recordNode(async () => new aws.ec2.Eip("plain"), "plain");
    expect(plain.options).toEqual(defaultOptions);
  });

  test("records a resource that is only read with its id", async () => {
    const vpc = await recordNode(async () => aws.ec2.Vpc.get("vpc", "vpc-0a1b"), "vpc");
    expect(vpc).toMatchObject({ kind: "read", id: "vpc-0a1b" });
    expect(vpc.outputs.cidrBlock).toBe(notKnown);
  });

  test("unwraps secrets, and gives a resource that is passed whole as its id and a component as its URN", async () => {
    const component = await recordNode(async () => {
      const password = new pulumi.Config("shop").requireSecret("password");
      const vpc = aws.ec2.Vpc.get("vpc", "vpc-0a1b");
      const [group, pair] = [new aws.ec2.SecurityGroup("group"), new Pair("pair")];
      new pulumi.ComponentResource("test:index:Holder", "holder", { password, vpc, group, pair });
    }, "holder");
    expect(component.inputs).toEqual({
      password: "hunter2",
      vpc: "vpc-0a1b",
      group: notKnown,
      pair: "urn:pulumi:dev::shop::test:index:Pair::pair",
    });
  });

  test("names the provider resource by its URN", async () => {
    const eip = await recordNode(async () => {
      const provider = new aws.Provider("elsewhere", { region: "eu-west-1" });
      new aws.ec2.Eip("eip", {}, { provider });
    }, "eip");
    expect(eip.provider).toBe("urn:pulumi:dev::shop::pulumi:providers:aws::elsewhere");
  });

  test("marks a component whose children another process makes", async () => {
    const remote = await recordNode(
      async () => new pulumi.ComponentResource("test:index:Far", "far", {}, {}, true),
      "far",
    );
    expect(remote.kind).toBe("remote");
  });

  test("points at the line of the program", async () => {
    const eip = await recordNode(async function program() {
      new aws.ec2.Eip("eip");
    }, "eip");
    expect(eip.source?.file).toBe("record.test.ts");
    expect(eip.source?.line).toBeGreaterThan(0);
  });

  test("returns the outputs of the stack, unknown ones included", async () => {
    const { outputs } = await record(async () => {
      const eip = new aws.ec2.Eip("eip");
      return { address: eip.publicIp, color: new pulumi.Config("shop").require("color") };
    }, options);
    expect(outputs).toEqual({ address: notKnown, color: "green" });
  });

  test("hands the answer of a provider function to the program", async () => {
    const { outputs } = await record(
      async () => ({ names: (await aws.getAvailabilityZones({ state: "available" })).names }),
      {
        ...options,
        invoke: (token, args) =>
          token.endsWith(":getAvailabilityZones") ? { names: ["a", args.state ?? null] } : undefined,
      },
    );
    expect(outputs).toEqual({ names: ["a", "available"] });
  });

  test("takes the output of a provider function that nothing answers for unknown, and names it", async () => {
    const token = "aws:index/getAvailabilityZones:getAvailabilityZones";
    const { resources, unanswered } = await record(async () => {
      const zones = aws.getAvailabilityZonesOutput();
      new aws.ec2.Subnet("subnet", {
        vpcId: "vpc-0a1b",
        availabilityZone: zones.names.apply(([first]) => first ?? ""),
      });
    }, options);
    expect(resources.at(-1)?.inputs).toEqual({ vpcId: "vpc-0a1b", availabilityZone: notKnown });
    expect(unanswered).toEqual([token]);
  });

  test("runs the transforms of a program: a resource's own, then its ancestors', then the stack's", async () => {
    const seen: string[] = [];
    const add =
      (tag: string): pulumi.ResourceTransform =>
      async ({ type, name, props, opts }) => {
        seen.push(`${tag} ${name}`);
        if (type !== "aws:ec2/eip:Eip") return undefined;
        return { props: { ...props, tags: { ...props.tags, [tag]: name } }, opts: { ...opts, protect: true } };
      };
    const { resources } = await record(async () => {
      pulumi.runtime.registerResourceTransform(add("stack"));
      const box = new pulumi.ComponentResource("test:index:Box", "box", {}, { transforms: [add("box")] });
      const server = new aws.ec2.Instance("server", {}, { parent: box });
      new aws.ec2.Eip("eip", { instance: server.id }, { parent: box, transforms: [add("own")] });
    }, options);
    expect(resources.at(-1)).toMatchObject({
      inputs: { instance: notKnown, tags: { own: "eip", box: "eip", stack: "eip" } },
      options: { protect: true },
    });
    expect(resources.at(-1)?.dependsOn.get("instance")).toHaveLength(1);
    expect(seen.filter((each) => each.endsWith(" eip"))).toEqual(["own eip", "box eip", "stack eip"]);
    seen.length = 0;
    await record(async () => new aws.ec2.Eip("later"), options);
    expect(seen).toEqual([]);
  });

  test("rejects with the error of a transform", async () => {
    const failing = record(async () => {
      pulumi.runtime.registerResourceTransform(() => {
        throw new Error("no such tag");
      });
      new aws.ec2.Eip("eip");
    }, options);
    await expect(failing).rejects.toThrow("no such tag");
  });

  test("marks what a program declares more with in a function that waits for a value", async () => {
    const { resources } = await record(async () => {
      const [first, second, third] = ["first", "second", "third"].map((name) => new aws.ec2.Eip(name));
      if (first === undefined || second === undefined || third === undefined) throw new Error("there are three");
      pulumi.all([first.id, "known"]).apply(([id]) => new aws.ec2.EipAssociation("late", { allocationId: id }));
      pulumi.output("known").apply(() => new aws.ec2.EipAssociation("soon", { allocationId: second.id }));
      second.publicIp.apply((address) => new URL(`https://${address}`).hostname);
      third.publicIp.apply((address) => address.trim());
    }, options);
    expect(resources.filter(({ hasLaterParts }) => hasLaterParts === true).map(({ name }) => name)).toEqual(["first"]);
    expect(resources.map(({ name }) => name)).toContain("soon");
  });

  test("does not know what a provider computes within an object that the program gives", async () => {
    const { resources } = await record(async () => {
      const domain = new aws.apigatewayv2.DomainName("api", {
        domainName: "api.example.com",
        domainNameConfiguration: { certificateArn: "arn", endpointType: "REGIONAL", securityPolicy: "TLS_1_2" },
      });
      new aws.ec2.Eip("eip", { address: domain.domainNameConfiguration.targetDomainName });
    }, options);
    expect(resources.at(-1)?.inputs).toEqual({ address: notKnown });
    expect(resources.at(-1)?.dependsOn.get("address")).toHaveLength(1);
  });

  test("leaves the SDK's functions as they were", async () => {
    const before = pulumi.runtime.invokeOutput;
    await record(async () => undefined, options);
    expect(pulumi.runtime.invokeOutput).toBe(before);
  });

  test("lets a program go on that catches the failure of a provider function", async () => {
    const { outputs } = await record(
      async () => {
        const zones = await aws.getAvailabilityZones().catch(() => ({ names: ["none"] }));
        return { zones: zones.names };
      },
      { ...options, invoke: () => Promise.reject(new Error("no such region")) },
    );
    expect(outputs).toEqual({ zones: ["none"] });
  });

  test("rejects with the error of the program and leaves the listeners of the process as they were", async () => {
    const before = process.listeners("unhandledRejection");
    const failing = record(async () => {
      new aws.ec2.Eip("eip");
      throw new Error("no such zone");
    }, options);
    await expect(failing).rejects.toThrow("no such zone");
    expect(process.listeners("unhandledRejection")).toEqual(before);
  });

  test("keeps recordings apart that start at the same time", async () => {
    const names = await Promise.all(
      ["one", "two", "three"].map(async (name) => {
        const { resources } = await record(async () => new aws.ec2.Eip(name), { ...options, stack: name });
        return resources.map((resource) => resource.urn);
      }),
    );
    expect(names).toEqual(
      ["one", "two", "three"].map((name) => [
        `urn:pulumi:${name}::shop::pulumi:pulumi:Stack::shop-${name}`,
        `urn:pulumi:${name}::shop::aws:ec2/eip:Eip::${name}`,
      ]),
    );
  });
});
