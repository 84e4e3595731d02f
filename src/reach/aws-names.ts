/** A name that AWS makes for one resource, by what it names. */
export interface AwsName {
  readonly kind: "load-balancer" | "distribution" | "accelerator" | "website" | "api" | "function-url" | "instance";
  /** Noun phrase, such as `a load balancer`. */
  readonly what: string;
  /** What comes before the part that AWS adds, such as the name of a bucket. */
  readonly label: string;
}

/**
 * The names that AWS makes, most specific first.
 * @see https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html
 */
const patterns: readonly (readonly [kind: AwsName["kind"], what: string, pattern: RegExp])[] = [
  ["load-balancer", "a load balancer", /^(?:dualstack\.)?([^.]+)\.[a-z0-9-]+\.elb\.amazonaws\.com(?:\.cn)?$/],
  ["load-balancer", "a load balancer", /^([^.]+)\.elb\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/],
  ["website", "a bucket's website", /^(.+)\.s3-website[.-][a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/],
  ["api", "an API", /^([^.]+)\.execute-api\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/],
  ["function-url", "a function URL", /^([^.]+)\.lambda-url\.[a-z0-9-]+\.on\.aws$/],
  ["distribution", "a distribution", /^([^.]+)\.cloudfront\.net$/],
  ["accelerator", "an accelerator", /^([^.]+)\.(?:dualstack\.)?awsglobalaccelerator\.com$/],
  ["instance", "an instance", /^(ec2-[0-9-]+)\.(?:[a-z0-9-]+\.)?compute(?:-1)?\.amazonaws\.com(?:\.cn)?$/],
];

/** Reads a name of DNS as one that AWS made; undefined for any other. */
export function awsName(name: string): AwsName | undefined {
  const plain = name.toLowerCase().replace(/\.$/, "");
  for (const [kind, what, pattern] of patterns) {
    const label = pattern.exec(plain)?.[1];
    if (label !== undefined) return { kind, what, label };
  }
  return undefined;
}
