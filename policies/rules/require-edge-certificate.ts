import { outagesOf } from "../../src/findings/outages";
import { types } from "../../src/graph/types";
import { definePolicy } from "../policy";
import { output, resource } from "../sites";

/** The site's origin has a certificate for the deeper name; what is missing is one at the edge. */
const deeper = {
  www: { name: "www.shop.example.com" },
  certificate: { subjectAlternativeNames: ["*.shop.example.com"] },
};

export default definePolicy({
  id: "require-edge-certificate",
  summary: "Require a certificate at the edge for every proxied hostname",
  cause: "edge-certificate-missing",
  kind: "outage",
  severity: "error",
  codes: ["handshake"],
  appliesTo: [types.dnsRecord, types.edgeBalancer],
  docs: {
    why: [
      "Before the edge dials anything, the visitor's browser makes a handshake with the edge.",
      "Universal SSL has a certificate for the zone's name and for names one label below it: `www.example.com`, not `www.shop.example.com`.",
      "Without a certificate the browser shows ERR_SSL_VERSION_OR_CIPHER_MISMATCH, and no request and no 52x is ever counted.",
    ].join(" "),
    unknownWhen:
      "Nothing is said of a zone that this program does not create, nor of one with a CNAME setup, since their certificates are not seen.",
    whenNotToUse: "A certificate for the hostname was ordered or uploaded by hand.",
    sources: [
      "https://developers.cloudflare.com/ssl/edge-certificates/universal-ssl/limitations/",
      "https://developers.cloudflare.com/ssl/troubleshooting/version-cipher-mismatch/",
      "https://developers.cloudflare.com/ssl/edge-certificates/additional-options/total-tls/",
    ],
  },
  examples: {
    good: [
      {
        title: "whose deeper hostname has an advanced certificate",
        add: {
          deeper: resource(types.certificatePack, {
            zoneId: output("zone", "id"),
            type: "advanced",
            hosts: ["example.com", "*.shop.example.com"],
            certificateAuthority: "google",
            validationMethod: "txt",
            validityDays: 90,
          }),
        },
        set: deeper,
      },
      { title: "with names one label below the zone's" },
    ],
    bad: [{ title: "whose hostname is two labels below the zone's", set: deeper }],
  },
  check({ reach }) {
    return outagesOf(reach, "edge-certificate-missing");
  },
});
