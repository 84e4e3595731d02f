import { expect, test } from "vitest";
import type { Input, Inputs } from "../../../policies/example";
import policy from "../../../policies/rules/require-validated-certificate";
import { output, resource } from "../../../policies/sites";
import { types } from "../../../src/graph/types";
import { found } from "../judged";

const arn = output("certificate", "arn");

/** The site with a certificate of its own beside the listener's, for those who ask for it by server name. */
function extra(certificateArn: Input, certificate: Inputs = { domainName: "example.com", validationMethod: "DNS" }) {
  return {
    spare: resource(types.certificate, certificate),
    extra: resource(types.listenerCertificate, { listenerArn: output("listener", "arn"), certificateArn }),
  };
}

/** Who takes which certificate too early. */
function early(example: Parameters<typeof found>[1]) {
  return found(policy, example).map(({ resource: urn, related }) => [
    urn.split("::").at(-1),
    ...related.map((other) => other.resource.split("::").at(-1)),
  ]);
}

test("names the listener, its certificate and what to wait for", () => {
  const findings = found(policy, { set: { listener: { certificateArn: arn } } });
  expect(findings.map(({ what, fix, codes, hostnames }) => [what, fix, codes, hostnames])).toEqual([
    [
      'Resource "listener" takes certificate "certificate" before ACM has validated it, and AWS refuses a certificate that is not issued yet.',
      "Take the arn from certificateArn of an aws.acm.CertificateValidation of it, or name that in dependsOn.",
      ["deploy"],
      ["www.example.com"],
    ],
  ]);
});

test("passes over a listener that takes the arn of the certificate and depends on its validation", () => {
  const add = {
    ...extra(output("spare", "arn")),
    proof: resource(types.certificateValidation, { certificateArn: output("spare", "arn") }),
  };
  const waiting = resource(types.listenerCertificate, add.extra.inputs, { dependsOn: ["proof"] });
  expect(early({ add: { ...add, extra: waiting } })).toEqual([]);
});

test("finds it where the certificate is validated by mail", () => {
  const set = { listener: { certificateArn: arn }, certificate: { validationMethod: "EMAIL" } };
  expect(early({ set })).toEqual([["listener", "certificate"]]);
});

test("finds a second certificate that is added to the listener", () => {
  expect(early({ add: extra(output("spare", "arn")) })).toEqual([["extra", "spare"]]);
});

test("passes over a second certificate whose validation is awaited, and one of a private authority", () => {
  const validated = {
    ...extra(output("proof", "certificateArn")),
    proof: resource(types.certificateValidation, { certificateArn: output("spare", "arn") }),
  };
  expect(early({ add: validated })).toEqual([]);
  const certificateAuthorityArn = "arn:aws:acm-pca:us-east-1:000000000000:certificate-authority/0a1b2c3d";
  const issued = { domainName: "a.test", validationMethod: "DNS", certificateAuthorityArn };
  expect(early({ add: extra(output("spare", "arn"), issued) })).toEqual([]);
});

test("finds a listener that waits for the validation of another certificate alone", () => {
  const add = {
    ...extra(output("spare", "arn")),
    other: resource(types.certificate, { domainName: "other.example.com", validationMethod: "DNS" }),
    proof: resource(types.certificateValidation, { certificateArn: output("other", "arn") }),
  };
  const waiting = resource(types.listenerCertificate, add.extra.inputs, { dependsOn: ["proof"] });
  expect(early({ add: { ...add, extra: waiting } })).toEqual([["extra", "spare"]]);
});

test("passes over a certificate that is imported, and one that ACM has issued", () => {
  const set = { listener: { certificateArn: arn } };
  const imported = { certificateBody: "-----BEGIN CERTIFICATE-----", privateKey: "x" };
  expect(early({ set: { ...set, certificate: imported } })).toEqual([]);
  expect(early({ set: { ...set, certificate: { status: "ISSUED" } } })).toEqual([]);
});

test("finds a distribution that shows a certificate too early", () => {
  const site = (acmCertificateArn: Input) => ({
    cdn: resource(types.distribution, {
      aliases: ["cdn.example.com"],
      viewerCertificate: { acmCertificateArn, sslSupportMethod: "sni-only" },
      origins: [{ originId: "balancer", domainName: output("balancer", "dnsName") }],
    }),
    cdnRecord: resource(types.dnsRecord, {
      zoneId: output("zone", "id"),
      name: "cdn.example.com",
      type: "CNAME",
      content: output("cdn", "domainName"),
      proxied: true,
      ttl: 1,
    }),
  });
  expect(early({ add: site(arn) })).toEqual([["cdn", "certificate"]]);
  expect(early({ add: site(output("validation", "certificateArn")) })).toEqual([]);
});
