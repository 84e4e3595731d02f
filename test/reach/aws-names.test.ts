import { expect, test } from "vitest";
import { awsName } from "../../src/reach/aws-names";

test.each([
  ["alb-1234567890.us-east-1.elb.amazonaws.com", "load-balancer", "alb-1234567890"],
  ["dualstack.alb-1234567890.us-east-1.elb.amazonaws.com", "load-balancer", "alb-1234567890"],
  ["nlb-0123456789abcdef.elb.eu-west-1.amazonaws.com", "load-balancer", "nlb-0123456789abcdef"],
  ["www.example.com.s3-website-us-east-1.amazonaws.com", "website", "www.example.com"],
  ["www.example.com.s3-website.eu-central-1.amazonaws.com.", "website", "www.example.com"],
  ["abc123.execute-api.us-east-1.amazonaws.com", "api", "abc123"],
  ["abc123.lambda-url.us-east-1.on.aws", "function-url", "abc123"],
  ["D111111ABCDEF8.cloudfront.net", "distribution", "d111111abcdef8"],
  ["a1234567890abcdef.awsglobalaccelerator.com", "accelerator", "a1234567890abcdef"],
  ["ec2-198-51-100-7.compute-1.amazonaws.com", "instance", "ec2-198-51-100-7"],
])("reads %s as the name of a %s", (name, kind, label) => {
  const read = awsName(name);
  expect([read?.kind, read?.label]).toEqual([kind, label]);
});

test.each(["www.example.com", "elb.amazonaws.com", "cloudfront.net", "elb.amazonaws.com.example.com", ""])(
  "does not read %s as a name of AWS",
  (name) => {
    expect(awsName(name)).toBeUndefined();
  },
);
