import type { elbRefusals } from "../../../sandbox/refusals/elb";
import type { serviceRefusals } from "../../../sandbox/refusals/services";
import type { TestEngine, Values } from "../client";
import { balancer, targets } from "../site";
import { asking, inNetwork, listening, NO_ARN, type Provoke } from "./scenario";

const LISTENER = "aws:lb/listener:Listener";
const TARGETS = "aws:lb/targetGroup:TargetGroup";
const CERTIFICATE = "aws:acm/certificate:Certificate";
const fixed = [{ type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "200" } }];

const imported = (aws: TestEngine) =>
  aws.create(CERTIFICATE, "imported", { certificateBody: "-----BEGIN CERTIFICATE-----", privateKey: "key" });

const secure = (listener: Values, certificateArn: unknown) => ({
  ...listener,
  ...{ port: 443, protocol: "HTTPS", certificateArn },
});

/** How each refusal of load balancing, ACM, Route 53, CloudWatch and SNS is provoked. */
export const elbScenarios: Record<keyof typeof elbRefusals | keyof typeof serviceRefusals, Provoke> = {
  nameTooLong: ({ aws }) => aws.create("aws:lb/targetGroup:TargetGroup", "name-longer-than-24-characters", {}),
  twoZones: inNetwork((aws, net) => balancer(aws, net, { subnets: [net.subnets[0].id] })),
  sameZone: inNetwork(async (aws, net) => {
    const inputs = { vpcId: net.vpc.id, cidrBlock: "10.0.3.0/24", availabilityZone: "us-east-1a" };
    const twin = await aws.create("aws:ec2/subnet:Subnet", "twin", inputs);
    await balancer(aws, net, { subnets: [...net.subnets, twin].map((subnet) => subnet.id) });
  }),
  noGatewayForBalancer: inNetwork(async (aws, net) => {
    await aws.remove(net.gateway);
    await balancer(aws, net);
  }),
  dualstackWithoutIpv6: inNetwork((aws, net) => balancer(aws, net, { ipAddressType: "dualstack" })),
  duplicateBalancer: inNetwork(async (aws, net) => {
    await balancer(aws, net, { name: "edge" });
    await balancer(aws, net, { name: "edge" });
  }),
  balancerGroup: inNetwork(async (aws, net) => {
    const elsewhere = await aws.create("aws:ec2/vpc:Vpc", "other", { cidrBlock: "10.9.0.0/16" });
    const group = await aws.create("aws:ec2/securityGroup:SecurityGroup", "other", { vpcId: elsewhere.id });
    await balancer(aws, net, { securityGroups: [group.id] });
  }),
  deletionProtected: inNetwork(async (aws, net) =>
    aws.remove(await balancer(aws, net, { enableDeletionProtection: true })),
  ),
  noSuchBalancer: asking(LISTENER, { loadBalancerArn: NO_ARN, port: 80, protocol: "HTTP", defaultActions: fixed }),
  duplicateListener: inNetwork(async (aws, net) => {
    const inputs = await listening(aws, net);
    await aws.create(LISTENER, "one", inputs);
    await aws.create(LISTENER, "two", inputs);
  }),
  listenerWithoutCertificate: inNetwork(async (aws, net) =>
    aws.create(LISTENER, "https", secure(await listening(aws, net), undefined)),
  ),
  listenerProtocol: inNetwork(async (aws, net) =>
    aws.create(LISTENER, "http", await listening(aws, net, { loadBalancerType: "network" })),
  ),
  noSuchListener: async ({ aws }) =>
    aws.create("aws:lb/listenerCertificate:ListenerCertificate", "second", {
      listenerArn: NO_ARN,
      certificateArn: (await imported(aws)).id,
    }),
  noSuchCertificate: inNetwork(async (aws, net) =>
    aws.create(LISTENER, "https", secure(await listening(aws, net), NO_ARN)),
  ),
  certificatePending: inNetwork(async (aws, net) => {
    const certificate = await aws.create(CERTIFICATE, "site", { domainName: "www.example.com" });
    await aws.create(LISTENER, "https", secure(await listening(aws, net), certificate.id));
  }),
  noSuchTargetGroup: inNetwork(async (aws, net) =>
    aws.create(LISTENER, "http", {
      ...(await listening(aws, net)),
      defaultActions: [{ type: "forward", targetGroupArn: NO_ARN }],
    }),
  ),
  targetGroupTaken: inNetwork(async (aws, net) => {
    const inputs = await listening(aws, net);
    await aws.create(LISTENER, "one", inputs);
    const other = await balancer(aws, net, { name: "other" });
    await aws.create(LISTENER, "two", { ...inputs, loadBalancerArn: other.id });
  }),
  targetGroupProtocol: inNetwork(async (aws, net) => {
    const tcp = await targets(aws, net, { name: "tcp", protocol: "TCP" });
    const defaultActions = [{ type: "forward", forward: { targetGroups: [{ arn: tcp.id }] } }];
    await aws.create(LISTENER, "http", { ...(await listening(aws, net)), defaultActions });
  }),
  duplicateTargetGroup: inNetwork(async (aws, net) => {
    await targets(aws, net, { name: "web" });
    await targets(aws, net, { name: "web" });
  }),
  targetGroupNeeds: asking(TARGETS, { protocol: "HTTP", vpcId: "vpc-1" }),
  targetGroupInUse: inNetwork(async (aws, net) => {
    const alb = await balancer(aws, net);
    const group = await targets(aws, net);
    const defaultActions = [{ type: "forward", targetGroupArn: group.id }];
    await aws.create(LISTENER, "http", { loadBalancerArn: alb.id, port: 80, protocol: "HTTP", defaultActions });
    await aws.remove(group);
  }),
  invalidTarget: inNetwork(async (aws, net) => {
    const group = await targets(aws, net, { targetType: "ip" });
    await aws.create("aws:lb/targetGroupAttachment:TargetGroupAttachment", "out", {
      targetGroupArn: group.id,
      targetId: "203.0.113.9",
    });
  }),
  certificateInUse: inNetwork(async (aws, net) => {
    const certificate = await imported(aws);
    await aws.create(LISTENER, "https", secure(await listening(aws, net), certificate.id));
    await aws.remove(certificate);
  }),
  certificateSource: asking(CERTIFICATE, { certificateBody: "body without a key" }),
  certificateName: asking(CERTIFICATE, { domainName: "www.*.example.com" }),
  validationPending: async ({ aws }) =>
    aws.create("aws:acm/certificateValidation:CertificateValidation", "site", {
      certificateArn: (await aws.create(CERTIFICATE, "site", { domainName: "www.example.com" })).id,
    }),
  noSuchTopic: asking("aws:sns/topicSubscription:TopicSubscription", {
    ...{ topic: "arn:aws:sns:us-east-1:000000000000:none", protocol: "email", endpoint: "ops@example.com" },
  }),
  invalidEndpoint: async ({ aws }) =>
    aws.create("aws:sns/topicSubscription:TopicSubscription", "ops", {
      topic: (await aws.create("aws:sns/topic:Topic", "alarms", {})).id,
      ...{ protocol: "email", endpoint: "ops.example.com" },
    }),
  healthCheckTarget: asking("aws:route53/healthCheck:HealthCheck", { type: "HTTPS", port: 443 }),
  healthCheckSearch: asking("aws:route53/healthCheck:HealthCheck", {
    ...{ type: "HTTPS_STR_MATCH", fqdn: "www.example.com" },
  }),
  alarmPeriod: asking("aws:cloudwatch/metricAlarm:MetricAlarm", {
    ...{ comparisonOperator: "LessThanThreshold", evaluationPeriods: 1, period: 45 },
  }),
};
