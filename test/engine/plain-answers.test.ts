import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { record } from "../../src/engine/record";
import { UnansweredInvokeError } from "../../src/engine/unanswered-invoke";
import { notKnown } from "../../src/graph/value";

const options = { project: "shop", stack: "dev", config: {}, invoke: () => undefined };
const getVpc = "aws:ec2/getVpc:getVpc";
const getSubnets = "aws:ec2/getSubnets:getSubnets";

const defaultSubnets = async () => {
  const vpc = await aws.ec2.getVpc({ default: true });
  return aws.ec2.getSubnets({ filters: [{ name: "vpc-id", values: [vpc.id] }] });
};

describe("the plain answer of a provider function that nobody has told", () => {
  test("is unknown wherever it is handed to a resource, and so is what an answer to it would be", async () => {
    const { resources, awaited, unanswered } = await record(async () => {
      const vpc = await aws.ec2.getVpc({ default: true });
      const { ids } = await defaultSubnets();
      new aws.ec2.Subnet("a", { vpcId: vpc.id, cidrBlock: vpc.cidrBlock.replace("0.0/16", "1.0/24") });
      new aws.lb.LoadBalancer("b", { subnets: ids.slice(0, 2), name: `of-${vpc.id}`, tags: { first: ids[0] ?? "" } });
    }, options);
    expect(resources.slice(1).map(({ inputs }) => inputs)).toEqual([
      { vpcId: notKnown, cidrBlock: notKnown },
      { subnets: notKnown, name: notKnown, tags: { first: notKnown } },
    ]);
    expect({ awaited, unanswered }).toEqual({ awaited: [getSubnets, getVpc], unanswered: [] });
  });

  test("is unknown also where it is not awaited, or comes from a function that gives one value", async () => {
    const { resources } = await record(async () => {
      const vpc = aws.ec2.getVpc({ default: true });
      const one: Promise<string> = pulumi.runtime.invokeSingle("test:index:one", {});
      new aws.ec2.Subnet("a", { vpcId: vpc.then(({ id }) => id), availabilityZone: one });
    }, options);
    expect(resources.at(-1)?.inputs).toEqual({ vpcId: notKnown, availabilityZone: notKnown });
  });

  test("makes a text that contains it unknown, JSON included", async () => {
    const { outputs } = await record(async () => {
      const { id } = await aws.ec2.getVpc({ default: true });
      return { json: JSON.stringify({ id }), told: `vpc ${id}`, upper: String(id).toUpperCase(), other: "known" };
    }, options);
    expect(outputs).toEqual({ json: notKnown, told: notKnown, upper: notKnown, other: "known" });
  });

  test.each([
    ["counts", (ids: string[]) => ids.length],
    ["goes through", (ids: string[]) => ids.map((id) => new aws.ec2.Eip(id))],
    ["spreads", (ids: string[]) => [...ids]],
    ["looks into", (ids: string[]) => ids.includes("subnet-1")],
    ["calculates with", (ids: string[]) => Number(ids) + 1],
    ["copies", (ids: string[]) => ({ ...ids })],
  ])("ends the recording where the program %s it", async (_, compute) => {
    const recording = record(async () => void compute((await defaultSubnets()).ids), options);
    await expect(recording).rejects.toThrow(new UnansweredInvokeError(getSubnets));
  });

  test("does not take the place of an answer that somebody told", async () => {
    const { outputs, awaited } = await record(async () => ({ ids: (await defaultSubnets()).ids }), {
      ...options,
      invoke: (token) => (token === getVpc ? { id: "vpc-7" } : { ids: ["subnet-1"] }),
    });
    expect({ outputs, awaited }).toEqual({ outputs: { ids: ["subnet-1"] }, awaited: [] });
  });
});
