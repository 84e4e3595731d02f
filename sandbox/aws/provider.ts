import type { ResourceType } from "../provider/resource-type";
import type { ProviderParts } from "../provider/service";
import { assembleProvider, type World } from "../provider/world";
import { certificate, certificateValidation } from "./certificate";
import { instance } from "./compute";
import { eip, eipAssociation } from "./elastic-ip";
import { awsFunctions } from "./functions";
import { listener, listenerCertificate } from "./listener";
import { loadBalancer } from "./load-balancer";
import { healthCheck, metricAlarm, topic, topicSubscription } from "./monitoring";
import { defaultNetworkAcl, networkAcl, networkAclAssociation, networkAclRule } from "./network-acl";
import { prefixList, prefixListEntry } from "./prefix-list";
import { internetGateway, route, routeTable, routeTableAssociation } from "./routing";
import { defaultSecurityGroup, securityGroup } from "./security-group";
import { egressRule, ingressRule, securityGroupRule } from "./security-group-rules";
import { subnet } from "./subnet";
import { targetGroup, targetGroupAttachment } from "./target-group";
import { vpc } from "./vpc";

/** The AWS resource types that the sandbox models. */
export const awsTypes: readonly ResourceType[] = [
  vpc,
  subnet,
  internetGateway,
  routeTable,
  route,
  routeTableAssociation,
  networkAcl,
  defaultNetworkAcl,
  networkAclRule,
  networkAclAssociation,
  securityGroup,
  defaultSecurityGroup,
  securityGroupRule,
  ingressRule,
  egressRule,
  prefixList,
  prefixListEntry,
  eip,
  eipAssociation,
  instance,
  loadBalancer,
  listener,
  listenerCertificate,
  targetGroup,
  targetGroupAttachment,
  certificate,
  certificateValidation,
  healthCheck,
  metricAlarm,
  topic,
  topicSubscription,
];

/** The sandbox's AWS; the version is the one of `@pulumi/aws` in package.json. */
export function awsProvider(world: World): ProviderParts {
  return assembleProvider({ name: "aws", version: "7.48.0", types: awsTypes, functions: () => awsFunctions }, world);
}
