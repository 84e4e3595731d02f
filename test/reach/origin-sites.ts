import { types } from "../../src/graph/types";
import type { Properties, Value } from "../../src/graph/value";
import { ipv4, ref, rules, type Site, type Spec, siteWith } from "./site";

/** The good site without IPv6. */
export const ipv4Site = siteWith({ alb: { ipAddressType: "ipv4" } });

export const cnameTo = (content: Value): Properties => ({ type: "CNAME", content });
export const noListener = { listener: null, attachment: null, targets: null, alb: null };

/** A network balancer that hands TLS on to an instance with a certificate of its own. */
export const network = (changes: Readonly<Record<string, Spec | Properties | null>> = {}): Site =>
  siteWith(
    changes,
    siteWith({
      alb: { loadBalancerType: "network", ipAddressType: "ipv4" },
      listener: { protocol: "TCP", certificateArn: null },
      targets: { port: 443, protocol: "TCP" },
      "group-out": { fromPort: 443, toPort: 443 },
      "inner-8080": { fromPort: 443, toPort: 443 },
      issued: { type: types.originCaCertificate, inputs: { hostnames: ["*.example.com"] } },
      server: { tags: { "no521:listens": "443/https" }, userData: ref("issued.certificate") },
    }),
  );
/** The same without a group on the balancer: what admits the edge stands on the target. */
export const bare = (changes: Readonly<Record<string, Spec | Properties | null>> = {}): Site =>
  network({ alb: { securityGroups: null }, ...rules("inner", 443, ipv4), ...changes });

export const classic = (listener: Properties, more: Properties = {}): Site =>
  siteWith({
    ...noListener,
    old: {
      type: types.classicBalancer,
      inputs: {
        subnets: [ref("a"), ref("b")],
        securityGroups: [ref("group")],
        instances: [ref("server")],
        listeners: [{ instancePort: 8080, instanceProtocol: "http", lbPort: 443, lbProtocol: "https", ...listener }],
        ...more,
      },
    },
    www: cnameTo(ref("old.dnsName")),
  });
export const certified: Properties = { sslCertificateId: ref("certificate.arn") };

export const tagged = { "no521:listens": "443/https" };
export const face: Spec = {
  type: types.networkInterface,
  inputs: { subnetId: ref("a"), securityGroups: [ref("group")], attachments: [{ instance: ref("server") }] },
};
export const addressed = (changes: Readonly<Record<string, Spec | Properties | null>>): Site =>
  siteWith({
    ...noListener,
    issued: { type: types.originCaCertificate, inputs: { hostnames: ["*.example.com"] } },
    server: { tags: tagged, userData: ref("issued.certificate") },
    eip: { type: types.eip, inputs: { domain: "vpc" } },
    www: { type: "A", content: ref("eip.publicIp") },
    ...changes,
  });

export const accelerated = (changes: Readonly<Record<string, Spec | Properties | null>> = {}): Site =>
  siteWith(
    changes,
    siteWith({
      alb: { internal: true, ipAddressType: "ipv4" },
      fast: { type: types.accelerator, inputs: { enabled: true } },
      "fast-tls": {
        type: types.acceleratorListener,
        inputs: { acceleratorArn: ref("fast.arn"), protocol: "TCP", portRanges: [{ fromPort: 443, toPort: 443 }] },
      },
      ends: {
        type: types.endpointGroup,
        inputs: { listenerArn: ref("fast-tls.arn"), endpointConfigurations: [{ endpointId: ref("alb.arn") }] },
      },
      www: cnameTo(ref("fast.dnsName")),
    }),
  );

export const service = (more: Properties, task: Properties = {}): Site =>
  siteWith(
    {
      attachment: null,
      server: null,
      task: { type: types.taskDefinition, inputs: { family: "web", ...task } },
      service: {
        type: types.ecsService,
        inputs: {
          taskDefinition: ref("task.arn"),
          desiredCount: 2,
          networkConfiguration: { subnets: [ref("a")], securityGroups: [ref("inner")] },
          loadBalancers: [{ targetGroupArn: ref("targets.arn"), containerName: "web", containerPort: 8080 }],
          ...more,
        },
      },
    },
    ipv4Site,
  );
/** A target group to which a fleet of nobody belongs; `nobody` in others too. */
export const emptied: Site = {
  empty: { type: types.targetGroup, inputs: { port: 8080, protocol: "HTTP", vpcId: ref("vpc") } },
  nobody: fleetOfNobody("empty"),
};
export function fleetOfNobody(targetGroup: string): Spec {
  return { type: types.autoscalingGroup, inputs: { maxSize: 0, targetGroupArns: [ref(`${targetGroup}.arn`)] } };
}
export const fleet = (more: Properties): Site =>
  siteWith(
    {
      attachment: null,
      server: null,
      template: { type: types.launchTemplate, inputs: { vpcSecurityGroupIds: [ref("inner")] } },
      fleet: {
        type: types.autoscalingGroup,
        inputs: {
          maxSize: 4,
          launchTemplate: { id: ref("template") },
          vpcZoneIdentifiers: [ref("a")],
          targetGroupArns: [ref("targets.arn")],
          ...more,
        },
      },
    },
    ipv4Site,
  );

export const base = siteWith({ alb: null, listener: null, targets: null, attachment: null });
export const distribution = (more: Properties = {}, from: Site = base): Site =>
  siteWith(
    {
      cdn: {
        type: types.distribution,
        inputs: {
          enabled: true,
          aliases: ["www.example.com"],
          viewerCertificate: { acmCertificateArn: ref("certificate.arn") },
          defaultCacheBehavior: { viewerProtocolPolicy: "redirect-to-https" },
          ...more,
        },
      },
      www: { content: ref("cdn.domainName") },
    },
    from,
  );
export const mode = (value: string): Site => siteWith({ ssl: { value } }, base);
export const open = { value: "off" };

export const website = (bucket: string, from: Site = mode("flexible")): Site =>
  siteWith(
    {
      bucket: { type: types.bucket, inputs: { bucket } },
      website: { type: types.bucketWebsite, inputs: { bucket: ref("bucket") } },
      www: { content: ref("website.websiteEndpoint") },
    },
    from,
  );

export const apiDomain = (domainName: string, from: Site = base): Site =>
  siteWith(
    {
      api: {
        type: types.restDomain,
        inputs: { domainName, regionalCertificateArn: ref("certificate.arn") },
      },
      www: { content: ref("api.regionalDomainName") },
    },
    from,
  );
