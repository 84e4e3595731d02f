import { describe, expect, test } from "vitest";
import { expiredPem, issuedPem, issuingPem, originCaPem } from "../../policies/certificates";
import { types } from "../../src/graph/types";
import { notKnown, type Properties } from "../../src/graph/value";
import { reach } from "../../src/reach/reach";
import type { ReachRow } from "../../src/reach/reach-types";
import { edgeRanges, graphOf, ref, type Site, siteWith } from "./site";

/** Signed by its own key; made out to example.com and one label below it, valid until 2099. */
const selfSignedPem = `-----BEGIN CERTIFICATE-----
MIIBRTCB7KADAgECAgEGMAoGCCqGSM49BAMCMBYxFDASBgNVBAMTC2V4YW1wbGUu
Y29tMCAXDTIwMDEwMTAwMDAwMFoYDzIwOTkxMjMxMjM1OTU5WjAWMRQwEgYDVQQD
EwtleGFtcGxlLmNvbTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABBNz2Kqwk0l/
JT7h3TmNuyHxfRM7v+GMg/hzTur9R12Y9h+AeRQmfSd8rnWPA9f51FQrWg4qp6u6
NN7fsgSBGqSjKTAnMCUGA1UdEQQeMByCC2V4YW1wbGUuY29tgg0qLmV4YW1wbGUu
Y29tMAoGCCqGSM49BAMCA0gAMEUCIQDq62dQKt/zfH0ykYhriICY6sqFJeKIFQ3j
wMpaXMkzbgIgGG0no44KXQ+kgLBjxW4f9+n2lfbOp80hHRRGeQNzAAw=
-----END CERTIFICATE-----
`;

const now = new Date("2026-10-05T00:00:00Z");

/** The good site, over IPv4, with a certificate that somebody imported. */
function imported(pem: Properties, changes: Parameters<typeof siteWith>[0] = {}): Site {
  const inputs: Properties = { privateKey: "(the key)", ...pem };
  return siteWith({ alb: { ipAddressType: "ipv4" }, certificate: { type: types.certificate, inputs }, ...changes });
}

function rowOf(site: Site, at: Date | undefined = now): ReachRow | undefined {
  return reach(graphOf(site), { edgeRanges, now: at }).rows.at(-1);
}

function seen(site: Site, at?: Date): string | undefined {
  const row = rowOf(site, at);
  return row?.outcome === "fails" ? `${row.codes.join("/")} ${row.failure?.cause}` : row?.outcome;
}

const whole: Properties = { certificateBody: issuedPem, certificateChain: issuingPem };
const store: Parameters<typeof siteWith>[0] = {
  store: { type: types.customOriginTrustStore, inputs: { zoneId: ref("zone"), certificate: "(a root)" } },
};

describe("an imported certificate", () => {
  test.each<readonly [title: string, site: Site, expected: string]>([
    ["of an authority that nobody here knows leaves it open", imported(whole), "unknown"],
    ["of the Origin CA is trusted without a chain", imported({ certificateBody: originCaPem }), "ok"],
    [
      "without its chain is not validated",
      imported({ certificateBody: issuedPem }),
      "526 certificate-chain-incomplete",
    ],
    ["unless a trust store may hold its issuer", imported({ certificateBody: issuedPem }, store), "unknown"],
    ["that signed itself is not trusted", imported({ certificateBody: selfSignedPem }), "526 certificate-untrusted"],
    ["unless a trust store may hold itself", imported({ certificateBody: selfSignedPem }, store), "unknown"],
    [
      "that is expired is refused",
      imported({ certificateBody: expiredPem, certificateChain: issuingPem }),
      "526 certificate-expired",
    ],
    [
      "that is expired passes in mode full",
      imported({ certificateBody: expiredPem, certificateChain: issuingPem }, { ssl: { value: "full" } }),
      "ok",
    ],
    [
      "for another name is refused",
      imported(whole, { zone: { name: "example.org" }, www: { name: "www.example.org" } }),
      "526 certificate-name",
    ],
    ["of which the text is not known leaves it open", imported({ certificateBody: notKnown }), "unknown"],
    ["of which the text is none leaves it open", imported({ certificateBody: "(the certificate)" }), "unknown"],
  ])("%s", (_title, site, expected) => {
    expect(seen(site)).toBe(expected);
  });

  test("is judged for a day: before it is valid and after it is not", () => {
    const site = imported({ certificateBody: expiredPem, certificateChain: issuingPem });
    const days = ["2019-12-31T00:00:00Z", "2020-06-01T00:00:00Z", "2021-01-02T00:00:00Z"];
    expect(days.map((day) => rowOf(site, new Date(day))?.failure?.why)).toEqual([
      'Certificate "certificate" is not valid before 2020-01-01, and SSL mode strict validates it.',
      undefined,
      'Certificate "certificate" expired on 2021-01-01, and SSL mode strict validates it.',
    ]);
  });

  test("of the Origin CA is refused once it is expired, trusted as it is", () => {
    const site = imported({ certificateBody: originCaPem });
    expect(seen(site, new Date("2199-01-01T00:00:00Z"))).toBe("526 certificate-expired");
  });

  test("is not judged by its dates where nobody says which day it is", () => {
    const site = imported({ certificateBody: expiredPem, certificateChain: issuingPem });
    expect(reach(graphOf(site), { edgeRanges }).rows.at(-1)?.outcome).toBe("unknown");
  });

  test("that is expired does not matter beside one that fits", () => {
    const site = imported(
      { certificateBody: expiredPem, certificateChain: issuingPem },
      {
        fresh: { type: types.certificate, inputs: { domainName: "*.example.com" } },
        extra: {
          type: types.listenerCertificate,
          inputs: { listenerArn: ref("listener.arn"), certificateArn: ref("fresh.arn") },
        },
      },
    );
    expect(seen(site)).toBe("ok");
  });

  test("is named with its issuer where the chain is missing", () => {
    expect(rowOf(imported({ certificateBody: issuedPem }))?.failure?.why).toBe(
      'Certificate "certificate" is issued by "CN=Example Issuing, O=Example" and imported without its chain, so that the edge cannot validate it.',
    );
  });
});
