import { expect, test } from "vitest";
import { expiredPem, issuedPem } from "../../policies/certificates";
import { defaultOptions } from "../../src/graph/resource";
import { createGraph } from "../../src/graph/resource-graph";
import { types } from "../../src/graph/types";
import { notKnown, type Properties } from "../../src/graph/value";
import { certificateEnds } from "../../src/reach/certificate-ends";

/** Ends of certificates that are named by their urn, as `<urn> <day>`. */
function endsOf(nodes: readonly (readonly [urn: string, type: string, inputs: Properties, outputs?: Properties])[]) {
  const graph = createGraph(
    nodes.map(([urn, type, inputs, outputs = {}]) => ({
      ...{ urn, type, name: urn, kind: "managed", inputs, outputs },
      ...{ options: defaultOptions, dependsOn: new Map() },
    })),
  );
  return certificateEnds(graph).map(({ resource, notAfter }) => `${resource} ${notAfter.toISOString()}`);
}

test("gives the end of every kind of certificate that somebody has to renew, the next one first", () => {
  const pulls = "cloudflare:index/authenticatedOriginPullsCertificate:AuthenticatedOriginPullsCertificate";
  const pullsOfName =
    "cloudflare:index/authenticatedOriginPullsHostnameCertificate:AuthenticatedOriginPullsHostnameCertificate";
  expect(
    endsOf([
      ["acm", types.certificate, {}, { notAfter: "2027-06-01T12:00:00Z" }],
      ["iam", types.serverCertificate, {}, { expiration: "2027-01-01T00:00:00Z" }],
      ["origin-ca", types.originCaCertificate, {}, { expiresOn: "2040-01-01T05:20:00Z" }],
      ["own", types.customSsl, {}, { expiresOn: "2026-12-01T05:20:00Z" }],
      ["pulls", pulls, {}, { expiresOn: "2028-01-01T00:00:00Z" }],
      ["a-pulls-of-name", pullsOfName, {}, { expiresOn: "2028-01-01T00:00:00Z" }],
      ["group", types.securityGroup, {}, { expiresOn: "2026-01-01T00:00:00Z" }],
    ]),
  ).toEqual([
    "own 2026-12-01T05:20:00.000Z",
    "iam 2027-01-01T00:00:00.000Z",
    "acm 2027-06-01T12:00:00.000Z",
    "a-pulls-of-name 2028-01-01T00:00:00.000Z",
    "pulls 2028-01-01T00:00:00.000Z",
    "origin-ca 2040-01-01T05:20:00.000Z",
  ]);
});

test("reads the form in which Cloudflare's API of the Origin CA writes a day", () => {
  expect(endsOf([["a", types.originCaCertificate, {}, { expiresOn: "2040-01-01 05:20:00 +0000 UTC" }]])).toEqual([
    "a 2040-01-01T05:20:00.000Z",
  ]);
});

test("believes what the provider read before the text, and the text where there is no day", () => {
  expect(
    endsOf([
      ["renewed", types.certificate, { certificateBody: expiredPem }, { notAfter: "2027-06-01T00:00:00Z" }],
      ["text", types.certificate, { certificateBody: issuedPem }, { notAfter: "" }],
    ]),
  ).toEqual(["renewed 2027-06-01T00:00:00.000Z", "text 2099-12-31T23:59:59.000Z"]);
});

test("leaves out a certificate that says nothing of its end", () => {
  expect(
    endsOf([
      ["pending", types.certificate, {}, {}],
      ["open", types.certificate, {}, { notAfter: notKnown }],
      ["odd", types.originCaCertificate, {}, { certificate: "no certificate", expiresOn: "soon" }],
    ]),
  ).toEqual([]);
});
