import { randomUUID } from "node:crypto";
import { number as numberOf, text as textOf } from "../provider/property";
import { any, bag, flag, map, number, type ResourceType, text } from "../provider/resource-type";
import { refuse } from "../refusals";
import { arn, awsType, newHex } from "./aws-type";
import { HEALTH_CHECK, METRIC_ALARM, TOPIC, TOPIC_SUBSCRIPTION } from "./names";

const dialling = ["HTTP", "HTTPS", "HTTP_STR_MATCH", "HTTPS_STR_MATCH", "TCP"];

/** @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateHealthCheck.html */
export const healthCheck: ResourceType = awsType(
  {
    ...HEALTH_CHECK,
    inputs: {
      type: text({
        required: true,
        replaces: true,
        oneOf: [...dialling, "CALCULATED", "CLOUDWATCH_METRIC", "RECOVERY_CONTROL"],
      }),
      fqdn: text(),
      ipAddress: text(),
      port: number(),
      resourcePath: text(),
      requestInterval: number({ replaces: true, oneOf: [10, 30] }),
      failureThreshold: number({ cloudFills: true }),
      enableSni: flag({ cloudFills: true }),
      searchString: text(),
      regions: bag({ cloudFills: true }),
      childHealthThreshold: number(),
      childHealthchecks: bag(),
      cloudwatchAlarmName: text(),
      cloudwatchAlarmRegion: text(),
      disabled: flag({ default: false }),
      insufficientDataHealthStatus: text(),
      invertHealthcheck: flag(),
      measureLatency: flag({ default: false, replaces: true }),
      referenceName: text({ replaces: true }),
      routingControlArn: text({ replaces: true }),
    },
    outputs: ["arn"],
    create({ cloud, inputs }) {
      const type = textOf(inputs.type) ?? "";
      if (dialling.includes(type) && inputs.fqdn === undefined && inputs.ipAddress === undefined) {
        refuse("healthCheckTarget", { type });
      }
      if (type.endsWith("_STR_MATCH") !== (inputs.searchString !== undefined)) refuse("healthCheckSearch", { type });
      const id = randomUUID();
      return {
        id,
        outputs: {
          arn: arn(cloud, "route53", `healthcheck/${id}`, ""),
          failureThreshold: inputs.failureThreshold ?? 3,
          enableSni: inputs.enableSni ?? type.startsWith("HTTPS"),
        },
      };
    },
  },
  { region: false },
);

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export const metricAlarm: ResourceType = awsType({
  ...METRIC_ALARM,
  inputs: {
    name: text({ cloudFills: true, replaces: true }),
    comparisonOperator: text({
      oneOf: [
        "GreaterThanOrEqualToThreshold",
        "GreaterThanThreshold",
        "LessThanThreshold",
        "LessThanOrEqualToThreshold",
        "LessThanLowerOrGreaterThanUpperThreshold",
        "LessThanLowerThreshold",
        "GreaterThanUpperThreshold",
      ],
    }),
    evaluationPeriods: number(),
    actionsEnabled: flag({ default: true }),
    alarmActions: bag(),
    alarmDescription: text(),
    datapointsToAlarm: number(),
    dimensions: map(),
    evaluateLowSampleCountPercentiles: text({ cloudFills: true }),
    extendedStatistic: text(),
    insufficientDataActions: bag(),
    metricName: text(),
    metricQueries: bag(),
    namespace: text(),
    okActions: bag(),
    period: number(),
    statistic: text({ oneOf: ["SampleCount", "Average", "Sum", "Minimum", "Maximum"] }),
    threshold: number(),
    thresholdMetricId: text(),
    treatMissingData: text({ default: "missing", oneOf: ["breaching", "notBreaching", "ignore", "missing"] }),
    unit: text(),
  },
  outputs: ["arn"],
  autoname: {},
  create({ cloud, inputs }) {
    const period = numberOf(inputs.period);
    if (period !== undefined && ![10, 20, 30].includes(period) && (period < 1 || period % 60 !== 0)) {
      refuse("alarmPeriod", {});
    }
    const name = textOf(inputs.name) ?? `alarm-${newHex(4)}`;
    return { id: name, outputs: { name, arn: arn(cloud, "cloudwatch", `alarm:${name}`) } };
  },
});

/** @see https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
export const topic: ResourceType = awsType({
  ...TOPIC,
  inputs: {
    name: text({ cloudFills: true, replaces: true }),
    namePrefix: text({ cloudFills: true, replaces: true }),
    displayName: text(),
    policy: any({ cloudFills: true }),
    kmsMasterKeyId: text(),
    fifoTopic: flag({ default: false, replaces: true }),
    fifoThroughputScope: text({ cloudFills: true }),
    contentBasedDeduplication: flag({ default: false }),
    signatureVersion: number({ cloudFills: true }),
    tracingConfig: text({ cloudFills: true }),
  },
  outputs: ["arn", "beginningArchiveTime", "owner"],
  autoname: { unless: ["namePrefix"] },
  create({ cloud, inputs }) {
    const name = textOf(inputs.name) ?? `${textOf(inputs.namePrefix) ?? "terraform-"}${newHex(13)}`;
    const id = arn(cloud, "sns", name);
    return { id, outputs: { name, arn: id, owner: cloud.account } };
  },
});

/** What an endpoint of each protocol looks like; protocols that are not here take anything. */
const endpoints: Readonly<Record<string, RegExp>> = {
  email: /^[^@\s]+@[^@\s]+$/,
  "email-json": /^[^@\s]+@[^@\s]+$/,
  http: /^http:\/\//,
  https: /^https:\/\//,
  sqs: /^arn:/,
  lambda: /^arn:/,
};

/** @see https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html */
export const topicSubscription: ResourceType = awsType(
  {
    ...TOPIC_SUBSCRIPTION,
    inputs: {
      topic: text({ required: true, replaces: true }),
      protocol: text({
        required: true,
        replaces: true,
        oneOf: ["email", "email-json", "http", "https", "sms", "sqs", "lambda", "firehose", "application"],
      }),
      endpoint: text({ required: true, replaces: true }),
      confirmationTimeoutInMinutes: number({ default: 1 }),
      deliveryPolicy: text(),
      endpointAutoConfirms: flag({ default: false }),
      filterPolicy: text(),
      filterPolicyScope: text({ cloudFills: true }),
      rawMessageDelivery: flag({ default: false }),
      redrivePolicy: text(),
      replayPolicy: text(),
      subscriptionRoleArn: text(),
    },
    outputs: ["arn", "confirmationWasAuthenticated", "ownerId", "pendingConfirmation"],
    references: [{ path: "topic", to: [TOPIC], absent: "noSuchTopic" }],
    create({ cloud, inputs }) {
      const topicArn = textOf(inputs.topic) ?? "";
      const protocol = textOf(inputs.protocol) ?? "";
      const endpoint = textOf(inputs.endpoint) ?? "";
      if (endpoints[protocol]?.test(endpoint) === false) refuse("invalidEndpoint", { endpoint, protocol });
      const id = `${topicArn}:${randomUUID()}`;
      const pending = protocol.startsWith("email") || protocol.startsWith("http");
      return {
        id,
        partOf: topicArn,
        outputs: {
          arn: id,
          confirmationWasAuthenticated: false,
          ownerId: cloud.account,
          pendingConfirmation: pending,
        },
      };
    },
  },
  { tags: false },
);
