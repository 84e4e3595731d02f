import { randomBytes } from "node:crypto";
import { map as mapOf, type Properties } from "../provider/property";
import { type Cloud, map, type ResourceType, text } from "../provider/resource-type";

/** Completes an AWS resource type with what all have: a region, and tags where `tags` says so. */
export function awsType(type: ResourceType, options: { tags?: false; region?: false } = {}): ResourceType {
  const tagged = options.tags !== false;
  const regional = options.region !== false;
  return {
    ...type,
    inputs: {
      ...type.inputs,
      ...(regional ? { region: text({ cloudFills: true, replaces: true }) } : {}),
      ...(tagged ? { tags: map() } : {}),
    },
    outputs: tagged ? [...type.outputs, "tagsAll"] : type.outputs,
    foresee: (inputs, cloud) => ({
      ...(regional ? { region: cloud.region } : {}),
      ...(tagged ? { tagsAll: mapOf(inputs.tags) } : {}),
      ...type.foresee?.(inputs, cloud),
    }),
  };
}

/** Makes an EC2 id such as `vpc-0a1b2c3d4e5f67890`; no id is ever used twice, as at AWS. */
export function newId(prefix: string): string {
  return `${prefix}-0${randomBytes(8).toString("hex")}`;
}

/** Makes the hexadecimal part of a load balancing ARN. */
export function newHex(bytes = 8): string {
  return randomBytes(bytes).toString("hex");
}

/** Gives an ARN of the sandbox's account. */
export function arn(cloud: Cloud, service: string, resource: string, region: string = cloud.region): string {
  return `arn:aws:${service}:${region}:${cloud.account}:${resource}`;
}

/** Gives what most EC2 resources carry: an ARN and the owner's account. */
export function ownership(cloud: Cloud, resource: string): Properties {
  return { arn: arn(cloud, "ec2", resource), ownerId: cloud.account };
}
