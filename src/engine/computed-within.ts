import { isProperties, notKnown, type Properties, type Value } from "../graph/value";

/**
 * What providers compute inside of blocks that a program writes, by type and block. A program reads it like any output,
 * and without this a recording would give it nothing where a preview says that it is not known yet.
 * @see https://www.pulumi.com/registry/packages/aws/api-docs/apigatewayv2/domainname/ `targetDomainName`
 * @see https://www.pulumi.com/registry/packages/aws/api-docs/eks/cluster/ `clusterSecurityGroupId`
 * @see https://www.pulumi.com/registry/packages/cloudflare/api-docs/customhostname/ `validationRecords`
 */
const computedNames: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "aws:apigatewayv2/domainName:DomainName": { domainNameConfiguration: ["targetDomainName", "hostedZoneId"] },
  "aws:eks/cluster:Cluster": { vpcConfig: ["clusterSecurityGroupId", "vpcId"] },
  "cloudflare:index/customHostname:CustomHostname": { ssl: ["validationRecords", "validationErrors"] },
};

/** Adds to what a program wrote what a provider computes inside of it, as not known. */
export function withComputed(type: string, properties: Properties): Properties {
  const blocks = Object.entries(computedNames[type] ?? {}).flatMap(
    ([block, names]): readonly (readonly [string, Value])[] => {
      const written = properties[block];
      if (!isProperties(written)) return [];
      const computed: Properties = Object.fromEntries(names.map((name) => [name, notKnown]));
      return [[block, { ...computed, ...written }]];
    },
  );
  return blocks.length === 0 ? properties : { ...properties, ...Object.fromEntries(blocks) };
}
