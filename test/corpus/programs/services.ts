import * as aws from "@pulumi/aws";
import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import type { Archetype } from "../archetype";
import { proxiedName, strictZone } from "./edge";

/** A CloudFront distribution with the hostname among its aliases. */
export const distribution: Archetype = {
  id: "cloudfront",
  title: "a CloudFront distribution",
  hostnames: [],
  families: [],
  traits: [],
  unknown: ["media.example.com https 4", "media.example.com https 6"],
  program() {
    const bucket = new aws.s3.Bucket("media");
    const certificate = new aws.acm.Certificate("media", { domainName: "media.example.com", validationMethod: "DNS" });
    const validation = new aws.acm.CertificateValidation("media", { certificateArn: certificate.arn });
    const media = new aws.cloudfront.Distribution("media", {
      enabled: true,
      isIpv6Enabled: true,
      aliases: ["media.example.com"],
      origins: [{ domainName: bucket.bucketRegionalDomainName, originId: "media" }],
      defaultCacheBehavior: {
        targetOriginId: "media",
        viewerProtocolPolicy: "redirect-to-https",
        allowedMethods: ["GET", "HEAD"],
        cachedMethods: ["GET", "HEAD"],
        cachePolicyId: "658327ea-f89d-4fab-a63d-7e88639e58f6",
      },
      restrictions: { geoRestriction: { restrictionType: "none" } },
      viewerCertificate: { acmCertificateArn: validation.certificateArn, sslSupportMethod: "sni-only" },
    });
    proxiedName(strictZone().id, "media.example.com", media.domainName);
  },
};

/** An HTTP API under a custom domain. */
export const gateway: Archetype = {
  id: "api-gateway",
  title: "an HTTP API under a custom domain",
  hostnames: [],
  families: [],
  traits: [],
  unknown: ["orders.example.com https 4"],
  program() {
    const certificate = new aws.acm.Certificate("api", { domainName: "orders.example.com", validationMethod: "DNS" });
    const validation = new aws.acm.CertificateValidation("api", { certificateArn: certificate.arn });
    const api = new aws.apigatewayv2.Api("api", { protocolType: "HTTP" });
    const stage = new aws.apigatewayv2.Stage("api", { apiId: api.id, name: "$default", autoDeploy: true });
    const domain = new aws.apigatewayv2.DomainName("api", {
      domainName: "orders.example.com",
      domainNameConfiguration: {
        certificateArn: validation.certificateArn,
        endpointType: "REGIONAL",
        securityPolicy: "TLS_1_2",
      },
    });
    new aws.apigatewayv2.ApiMapping("api", { apiId: api.id, domainName: domain.id, stage: stage.id });
    proxiedName(
      strictZone().id,
      "orders.example.com",
      domain.domainNameConfiguration.apply(({ targetDomainName }) => targetDomainName),
    );
  },
};

/** A website of S3, which speaks plain HTTP alone, so that one hostname of a strict zone is flexible. */
export const website: Archetype = {
  id: "s3-website",
  title: "a website of S3 under a configuration rule",
  hostnames: [],
  families: [],
  traits: [],
  unknown: ["docs.example.com https 4"],
  program() {
    const bucket = new aws.s3.Bucket("docs", { bucket: "docs.example.com" });
    const site = new aws.s3.BucketWebsiteConfiguration("docs", {
      bucket: bucket.id,
      indexDocument: { suffix: "index.html" },
    });
    const zone = strictZone();
    new cloudflare.Ruleset("docs", {
      zoneId: zone.id,
      kind: "zone",
      name: "docs",
      phase: "http_config_settings",
      rules: [
        {
          ref: "docs",
          expression: 'http.host eq "docs.example.com"',
          action: "set_config",
          actionParameters: { ssl: "flexible" },
        },
      ],
    });
    proxiedName(zone.id, "docs.example.com", pulumi.interpolate`${site.websiteEndpoint}`);
  },
};
