import { describe, expect, test } from "vitest";
import { canonicalProperties, canonicalProperty, canonicalType } from "../../src/graph/canonical";

describe("the name of a type", () => {
  test.each([
    ["aws:alb/listener:Listener", "aws:lb/listener:Listener"],
    ["aws:elasticloadbalancingv2/listener:Listener", "aws:lb/listener:Listener"],
    ["aws:applicationloadbalancing/listener:Listener", "aws:lb/listener:Listener"],
    ["aws:elasticloadbalancing/loadBalancer:LoadBalancer", "aws:elb/loadBalancer:LoadBalancer"],
    ["cloudflare:index/record:Record", "cloudflare:index/dnsRecord:DnsRecord"],
    ["cloudflare:index/tunnel:Tunnel", "cloudflare:index/zeroTrustTunnelCloudflared:ZeroTrustTunnelCloudflared"],
    [
      "cloudflare:index/tunnelConfig:TunnelConfig",
      "cloudflare:index/zeroTrustTunnelCloudflaredConfig:ZeroTrustTunnelCloudflaredConfig",
    ],
    ["cloudflare:index/workerRoute:WorkerRoute", "cloudflare:index/workersRoute:WorkersRoute"],
    ["cloudflare:index/workerDomain:WorkerDomain", "cloudflare:index/workersCustomDomain:WorkersCustomDomain"],
    ["cloudflare:index/workersDomain:WorkersDomain", "cloudflare:index/workersCustomDomain:WorkersCustomDomain"],
    ["aws:s3/bucketV2:BucketV2", "aws:s3/bucket:Bucket"],
    [
      "aws:s3/bucketWebsiteConfigurationV2:BucketWebsiteConfigurationV2",
      "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration",
    ],
    ["aws:ec2/vpc:Vpc", "aws:ec2/vpc:Vpc"],
  ])("%s is read as %s", (token, canonical) => {
    expect(canonicalType(token)).toBe(canonical);
  });
});

describe("the properties of version 5", () => {
  test.each([
    ["cloudflare:index/record:Record", { value: "198.51.100.7" }, { content: "198.51.100.7" }],
    ["cloudflare:index/zone:Zone", { zone: "example.com" }, { name: "example.com" }],
    [
      "cloudflare:index/loadBalancer:LoadBalancer",
      { defaultPoolIds: ["a"], fallbackPoolId: "b", name: "www" },
      { defaultPools: ["a"], fallbackPool: "b", name: "www" },
    ],
    ["cloudflare:index/workersRoute:WorkersRoute", { scriptName: "site" }, { script: "site" }],
  ])("of %s have the names of version 6", (token, older, newer) => {
    expect(canonicalProperties(token, older)).toEqual(newer);
  });

  test("give way to a property that has the new name already", () => {
    const both = { value: "old", content: "new" };
    expect(canonicalProperties("cloudflare:index/record:Record", both)).toEqual({ content: "new" });
  });

  test("have new names where dependencies are listed by property", () => {
    expect(canonicalProperty("cloudflare:index/loadBalancer:LoadBalancer", "fallbackPoolId")).toBe("fallbackPool");
    expect(canonicalProperty("aws:ec2/vpc:Vpc", "fallbackPoolId")).toBe("fallbackPoolId");
  });
});
