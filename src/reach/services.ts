import type { EdgeCode } from "../findings/finding";
import { asText, property, text, texts } from "../graph/read";
import type { ResourceNode } from "../graph/resource";
import type { ResourceGraph } from "../graph/resource-graph";
import { types } from "../graph/types";
import { isList, isProperties, notKnown, type Properties, type Unknown, type Value } from "../graph/value";
import { awsName } from "./aws-names";

/** How a service that AWS runs on its own addresses answers. */
export interface Service {
  readonly node: ResourceNode;
  readonly ports: readonly { readonly port: number; readonly tls: boolean }[];
  /** True where AWS does not say what the other ports do. */
  readonly isSilentAboutOthers: boolean;
  /** Completes "it …", for the ports. */
  readonly says: string;
  /** The hostnames for which it answers; a host that is not among them is refused. */
  readonly hosts: readonly string[] | Unknown;
  /** What a visitor sees whose hostname it does not know, over plain HTTP and over TLS. */
  readonly stranger: { readonly plain: readonly EdgeCode[]; readonly tls: readonly EdgeCode[] };
  /** Where a certificate of the program is named; undefined where the service shows its own. */
  readonly certificate: string | undefined;
  /** What it does with plain HTTP. */
  readonly plain: "serves" | "redirects" | "refuses" | Unknown;
  /** What to do about a hostname that it does not know. */
  readonly fix: string;
}

const both = [
  { port: 80, tls: false },
  { port: 443, tls: true },
] as const;
const tlsOnly = [{ port: 443, tls: true }] as const;
const plainOnly = [{ port: 80, tls: false }] as const;

/** Reads how a service answers from what the program declares. */
export function serviceAt(graph: ResourceGraph, node: ResourceNode): Service {
  switch (node.type) {
    case types.distribution:
      return distribution(node);
    case types.bucket:
    case types.bucketWebsite:
      return bucketWebsite(graph, node);
    case types.restDomain:
    case types.httpDomain:
      return apiDomain(node);
    case types.functionUrl:
      return ownName(node, "a function URL answers HTTPS alone", true);
    case types.dnsRecord:
      return namedService(graph, node);
    default:
      return ownName(node, "an API answers HTTPS on port 443 alone", false);
  }
}

/**
 * A distribution breaks the handshake for a name that is none of its aliases, and answers 403 over plain HTTP.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-viewers-to-cloudfront.html
 */
function distribution(node: ResourceNode): Service {
  const aliases = texts(node, "aliases");
  const policy = blockOf(property(node, "defaultCacheBehavior"));
  const viewers = policy === notKnown ? notKnown : asText(policy.viewerProtocolPolicy);
  const words = { "allow-all": "serves", "redirect-to-https": "redirects", "https-only": "refuses" } as const;
  const isWord = viewers === "allow-all" || viewers === "redirect-to-https" || viewers === "https-only";
  return {
    node,
    ports: both,
    isSilentAboutOthers: false,
    says: "a distribution listens on ports 80 and 443",
    hosts: hostsOf(aliases),
    stranger: { plain: [403], tls: [525, 403] },
    certificate: "viewerCertificate",
    plain: isWord ? words[viewers] : notKnown,
    fix: "Add the hostname to the distribution's aliases, with a certificate that covers it.",
  };
}

/**
 * A website endpoint speaks no TLS, and finds the bucket by the name of the host.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html#VirtualHostingCustomURLs
 */
function bucketWebsite(graph: ResourceGraph, node: ResourceNode): Service {
  const [bucket] = node.type === types.bucket ? [node] : graph.follow(node, "bucket", [types.bucket]).nodes;
  const name = bucket === undefined ? text(node, "bucket") : text(bucket, "bucket");
  return {
    node,
    ports: plainOnly,
    isSilentAboutOthers: false,
    says: "a website endpoint speaks no TLS and listens on port 80 alone",
    hosts: typeof name === "string" ? [name] : notKnown,
    stranger: { plain: [404], tls: [404] },
    certificate: undefined,
    plain: "serves",
    fix: "Name the bucket as the hostname is named.",
  };
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html */
function apiDomain(node: ResourceNode): Service {
  const name = text(node, "domainName");
  return {
    node,
    ports: tlsOnly,
    isSilentAboutOthers: false,
    says: "an API answers HTTPS on port 443 alone",
    hosts: typeof name === "string" ? [name] : notKnown,
    stranger: { plain: [403], tls: [403, 525] },
    certificate: node.type === types.httpDomain ? "domainNameConfiguration" : restCertificate(node),
    plain: "serves",
    fix: "Make a custom domain name for the hostname, and point the record to that.",
  };
}

function restCertificate(node: ResourceNode): string {
  return property(node, "regionalCertificateArn") === undefined ? "certificateArn" : "regionalCertificateArn";
}

/**
 * Behind its own name an API or a function URL answers for that name alone.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html
 */
function ownName(node: ResourceNode, says: string, isSilentAboutOthers: boolean): Service {
  return {
    node,
    ports: tlsOnly,
    isSilentAboutOthers,
    says,
    hosts: [],
    stranger: { plain: [403], tls: [403, 525] },
    certificate: undefined,
    plain: "serves",
    fix: isSilentAboutOthers
      ? "Put a CloudFront distribution with the hostname as its alias before the function URL."
      : "Make a custom domain name for the hostname, and point the record to that.",
  };
}

/** A service that another program owns, as far as its name tells. */
function namedService(graph: ResourceGraph, record: ResourceNode): Service {
  const content = text(record, "content");
  const name = typeof content === "string" ? awsName(content) : undefined;
  if (name?.kind === "website") return { ...bucketWebsite(graph, record), hosts: [name.label] };
  return ownName(record, `${name?.what ?? "it"} answers HTTPS alone`, name?.kind === "function-url");
}

function hostsOf(names: ReturnType<typeof texts>): readonly string[] | Unknown {
  if (names === notKnown || names.includes(notKnown)) return notKnown;
  return names.filter((name) => typeof name === "string");
}

function blockOf(value: Value | undefined): Properties | Unknown {
  const only = isList(value) ? value.at(0) : value;
  if (only === notKnown) return notKnown;
  return isProperties(only) ? only : {};
}
