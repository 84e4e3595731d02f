import { expect, test } from "vitest";
import { offPath } from "../../../policies/off-path-types";
import policy from "../../../policies/rules/require-certificate-renewal";
import { resource } from "../../../policies/sites";
import { types } from "../../../src/graph/types";
import { found } from "../judged";

const imported = {
  certificate: resource(types.certificate, { certificateBody: "-----BEGIN CERTIFICATE-----", privateKey: "x" }),
};

test("finds an imported certificate of which nothing tells when it expires", () => {
  expect(found(policy, { add: imported }).map(({ what, fix, hostnames }) => [what, fix, hostnames])).toEqual([
    [
      'Certificate "certificate" is imported, so that AWS does not renew it, and no alarm tells when it expires.',
      "Let ACM issue it, or add a CloudWatch alarm on DaysToExpiry of AWS/CertificateManager.",
      ["www.example.com"],
    ],
  ]);
});

test("passes over an imported certificate with an alarm", () => {
  const alarm = resource(offPath.metricAlarm, { namespace: "AWS/CertificateManager", metricName: "DaysToExpiry" });
  expect(found(policy, { add: { ...imported, expiry: alarm } })).toEqual([]);
});

test("passes over a certificate that no listener serves", () => {
  const spare = resource(types.certificate, { domainName: "example.com", validationMethod: "EMAIL" });
  expect(found(policy, { add: { spare } })).toEqual([]);
});
