import { number as numberOf, type Properties, text as textOf, valuesAt } from "../provider/property";
import { type Cloud, list, map, number, type ResourceType, text } from "../provider/resource-type";
import { refuse } from "../refusals";
import { awsType, newHex } from "./aws-type";
import { CERTIFICATE, LISTENER, LISTENER_CERTIFICATE, LOAD_BALANCER, TARGET_GROUP } from "./names";

const secure = ["HTTPS", "TLS"];
const targetPaths = ["defaultActions[].targetGroupArn", "defaultActions[].forward.targetGroups[].arn"];

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html */
export const listener: ResourceType = awsType({
  ...LISTENER,
  aliases: [
    "aws:alb/listener:Listener",
    "aws:elasticloadbalancingv2/listener:Listener",
    "aws:applicationloadbalancing/listener:Listener",
  ],
  inputs: {
    loadBalancerArn: text({ required: true, replaces: true }),
    defaultActions: list({ required: true }),
    port: number(),
    protocol: text({ cloudFills: true }),
    certificateArn: text(),
    sslPolicy: text({ cloudFills: true }),
    alpnPolicy: text(),
    mutualAuthentication: map({ cloudFills: true }),
    tcpIdleTimeoutSeconds: number({ cloudFills: true }),
  },
  outputs: ["arn"],
  references: [
    { path: "loadBalancerArn", to: [LOAD_BALANCER], absent: "noSuchBalancer" },
    { path: "certificateArn", to: [CERTIFICATE], absent: "noSuchCertificate", holds: true },
    ...targetPaths.map((path) => ({ path, to: [TARGET_GROUP], absent: "noSuchTargetGroup", holds: true }) as const),
  ],
  create({ cloud, inputs }) {
    const balancerArn = textOf(inputs.loadBalancerArn) ?? "";
    const protocol = requireFit(cloud, inputs, undefined);
    const id = `${balancerArn.replace(":loadbalancer/", ":listener/")}/${newHex()}`;
    return { id, partOf: balancerArn, outputs: { arn: id, protocol, ...tlsOutputs(inputs, protocol) } };
  },
  update({ cloud, id, inputs }) {
    const protocol = requireFit(cloud, inputs, id);
    return { protocol, ...tlsOutputs(inputs, protocol) };
  },
});

/**
 * Policy of a listener whose program names none.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
 */
function tlsOutputs(inputs: Properties, protocol: string): Properties {
  if (!secure.includes(protocol)) return {};
  const mode = protocol === "HTTPS" ? { mutualAuthentication: inputs.mutualAuthentication ?? { mode: "off" } } : {};
  return { sslPolicy: inputs.sslPolicy ?? "ELBSecurityPolicy-2016-08", ...mode };
}

/** Refuses a listener that its load balancer cannot have, and gives its protocol. */
function requireFit(cloud: Cloud, inputs: Properties, own: string | undefined): string {
  const balancerArn = textOf(inputs.loadBalancerArn) ?? "";
  const type = textOf(cloud.find(LOAD_BALANCER, balancerArn)?.properties.loadBalancerType) ?? "application";
  const port = numberOf(inputs.port);
  const protocol = textOf(inputs.protocol) ?? (port === 443 ? "HTTPS" : "HTTP");
  if ((type === "application") !== ["HTTP", "HTTPS"].includes(protocol)) refuse("listenerProtocol", { protocol, type });
  const certificate = textOf(inputs.certificateArn);
  if (secure.includes(protocol) && certificate === undefined) refuse("listenerWithoutCertificate", { protocol });
  if (certificate !== undefined) requireIssued(cloud, certificate);
  const others = cloud.all(LISTENER).filter((other) => other.id !== own);
  const same = others.filter((other) => other.properties.loadBalancerArn === balancerArn);
  if (same.some((other) => numberOf(other.properties.port) === port)) {
    refuse("duplicateListener", { balancer: balancerArn });
  }
  for (const target of targetsOf(inputs)) requireTarget(cloud, target, protocol, balancerArn, others);
  return protocol;
}

function requireTarget(
  cloud: Cloud,
  target: string,
  protocol: string,
  balancerArn: string,
  listeners: readonly { readonly properties: Properties }[],
): void {
  const elsewhere = listeners.some(
    (other) => other.properties.loadBalancerArn !== balancerArn && targetsOf(other.properties).includes(target),
  );
  if (elsewhere) refuse("targetGroupTaken", { id: target });
  const spoken = textOf(cloud.find(TARGET_GROUP, target)?.properties.protocol);
  const web = ["HTTP", "HTTPS"];
  if (spoken !== undefined && web.includes(protocol) !== web.includes(spoken)) {
    refuse("targetGroupProtocol", { target: spoken, listener: protocol });
  }
}

function requireIssued(cloud: Cloud, id: string): void {
  const certificate = cloud.find(CERTIFICATE, id);
  if (certificate !== undefined && certificate.properties.status !== "ISSUED") refuse("certificatePending", { id });
}

function targetsOf(inputs: Properties): readonly string[] {
  return targetPaths.flatMap((path) => valuesAt(inputs, path).flatMap((value) => textOf(value) ?? []));
}

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_AddListenerCertificates.html */
export const listenerCertificate: ResourceType = awsType(
  {
    ...LISTENER_CERTIFICATE,
    aliases: [
      "aws:alb/listenerCertificate:ListenerCertificate",
      "aws:elasticloadbalancingv2/listenerCertificate:ListenerCertificate",
      "aws:applicationloadbalancing/listenerCertificate:ListenerCertificate",
    ],
    inputs: {
      listenerArn: text({ required: true, replaces: true }),
      certificateArn: text({ required: true, replaces: true }),
    },
    outputs: [],
    references: [
      { path: "listenerArn", to: [LISTENER], absent: "noSuchListener" },
      { path: "certificateArn", to: [CERTIFICATE], absent: "noSuchCertificate", holds: true },
    ],
    create({ cloud, inputs }) {
      const owner = textOf(inputs.listenerArn) ?? "";
      const certificate = textOf(inputs.certificateArn) ?? "";
      requireIssued(cloud, certificate);
      return { id: `${owner}_${certificate}`, partOf: owner, outputs: {} };
    },
  },
  { tags: false },
);
