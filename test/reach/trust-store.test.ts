import { expect, test } from "vitest";
import { issuingPem } from "../../policies/certificates";
import { types } from "../../src/graph/types";
import { notKnown, type Properties, type Value } from "../../src/graph/value";
import { reach } from "../../src/reach/reach";
import { edgeRanges, graphOf, modes, ref, type Site, siteWith } from "./site";

/** Signed by its own key, under the name of Cloudflare's authority for origin pulls. */
const sharedPem = `-----BEGIN CERTIFICATE-----
MIICHjCCAcOgAwIBAgIUHntM5PvsfYcuas2dtmiQl3+9wK8wCgYIKoZIzj0EAwIw
YzELMAkGA1UEBhMCVVMxGTAXBgNVBAoMEENsb3VkRmxhcmUsIEluYy4xFDASBgNV
BAsMC09yaWdpbiBQdWxsMSMwIQYDVQQDDBpvcmlnaW4tcHVsbC5jbG91ZGZsYXJl
Lm5ldDAgFw0yNjExMjMwNjQ5MDZaGA8yMDk4MDEyOTA2NDkwNlowYzELMAkGA1UE
BhMCVVMxGTAXBgNVBAoMEENsb3VkRmxhcmUsIEluYy4xFDASBgNVBAsMC09yaWdp
biBQdWxsMSMwIQYDVQQDDBpvcmlnaW4tcHVsbC5jbG91ZGZsYXJlLm5ldDBZMBMG
ByqGSM49AgEGCCqGSM49AwEHA0IABGQfS61d6ggLG4r6X1z/wi5JInz2OWF8lIht
R0kDPY+TtVqI9vt0ymuebPh9D8C6ySb7hCKiCRvNpDilg0Fld0qjUzBRMB0GA1Ud
DgQWBBTqpOxadXufLq5awqXlUbD2V13H6DAfBgNVHSMEGDAWgBTqpOxadXufLq5a
wqXlUbD2V13H6DAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0kAMEYCIQC/
T80VTBXdQrcqcKI7J3UfgmPE1T4/EyteOiQy8lVWiAIhALzEB2HsRbyqNt+AJfF3
IeKCU53A2inZg/r+ngP0Y/q3
-----END CERTIFICATE-----
`;

type Changes = Parameters<typeof siteWith>[0];

/** Authenticated Origin Pulls at the global level. */
const switched = (value: Value): Changes => ({
  pulls: { type: types.zoneSetting, inputs: { zoneId: ref("zone"), settingId: "tls_client_auth", value } },
});
const globally = switched("on");
const forTheZone: Changes = {
  pulls: { type: types.originPullsSettings, inputs: { zoneId: ref("zone"), enabled: true } },
};

/** The good site, whose listener verifies what the edge presents with the authorities of a file. */
function verifying(content: Value | undefined, pulls: Changes, names: Properties = {}): Site {
  const file: Properties = { bucket: "authorities", key: "all.pem", ...(content === undefined ? {} : { content }) };
  const named: Properties = {
    caCertificatesBundleS3Bucket: "authorities",
    caCertificatesBundleS3Key: ref("file.key"),
    ...names,
  };
  return siteWith({
    file: { type: types.bucketObjectV2, inputs: file },
    store: { type: types.trustStore, inputs: named },
    listener: { mutualAuthentication: { mode: "verify", trustStoreArn: ref("store.arn") } },
    ...pulls,
  });
}

const byText = { caCertificatesBundleS3Key: "all.pem" };

test.each<readonly [title: string, site: Site, failing: boolean]>([
  ["holds the authority of the certificate that all share", verifying(sharedPem, globally), false],
  ["holds it beside another one", verifying(`${issuingPem}${sharedPem}`, globally), false],
  ["holds only another one", verifying(issuingPem, globally), true],
  ["holds the authority of the zone's own certificate", verifying(issuingPem, forTheZone), false],
  ["holds only the shared one, and the zone has its own", verifying(sharedPem, forTheZone), true],
  ["is filled from a file that the program does not show", verifying(undefined, globally), false],
  ["is filled from a file that is not known yet", verifying(notKnown, globally), false],
  [
    "is filled from a file that cannot be read",
    verifying("-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----", globally),
    false,
  ],
  ["names its file by a text", verifying(issuingPem, globally, byText), true],
  [
    "names a file of another bucket",
    verifying(issuingPem, globally, { ...byText, caCertificatesBundleS3Bucket: "others" }),
    false,
  ],
  ["names another file", verifying(issuingPem, globally, { caCertificatesBundleS3Key: "none.pem" }), false],
])("a trust store that %s decides whether visitors are served", (_, site, failing) => {
  for (const mode of modes) {
    const row = reach(graphOf(site, mode), { edgeRanges }).rows.find(
      ({ visitor, family }) => visitor.scheme === "https" && family === 4,
    );
    expect([mode, row?.outcome === "fails", row?.failure?.cause]).toEqual([
      mode,
      failing,
      failing ? "client-certificate-demanded" : undefined,
    ]);
  }
});

test("what the store believes and what the edge presents are named", () => {
  const row = reach(graphOf(verifying(issuingPem, globally)), { edgeRanges }).rows.find(
    ({ failure }) => failure !== null,
  );
  expect([row?.codes, row?.failure?.why, row?.failure?.fix]).toEqual([
    [525, 520],
    'Trust store "store" of listener "listener" believes O=Example, CN=Example Issuing, and the edge presents the certificate that all of Cloudflare\'s customers share.',
    "Put Cloudflare's authority for origin pulls into the trust store, or give the zone a certificate that the store believes.",
  ]);
});

/** The good site in an SSL mode, whose listener treats client certificates in a mode of its own. */
const demanding = (mode: string, ssl: string, pulls: Changes): Site =>
  siteWith({ listener: { mutualAuthentication: { mode } }, ssl: { value: ssl }, ...pulls });

test.each<readonly [title: string, site: Site, outcome: string]>([
  ["that verifies refuses an edge that sends none", demanding("verify", "strict", switched("off")), "fails"],
  ["that verifies refuses it in mode full, too", demanding("verify", "full", switched("off")), "fails"],
  ["that passes certificates on demands none", demanding("passthrough", "strict", switched("off")), "ok"],
  [
    "that verifies may refuse an edge of which nobody knows",
    demanding("verify", "strict", switched(notKnown)),
    "unknown",
  ],
  ["that is switched off demands none", demanding("off", "strict", switched("off")), "ok"],
])("a listener %s", (_, site, outcome) => {
  for (const mode of modes) {
    const rows = reach(graphOf(site, mode), { edgeRanges }).rows.filter(({ visitor }) => visitor.scheme === "https");
    expect(rows.map((row) => row.outcome)).toEqual([outcome, outcome]);
  }
});
