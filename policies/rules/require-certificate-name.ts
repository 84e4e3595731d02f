import { outagesOf } from "../../src/findings/outages";
import { types } from "../../src/graph/types";
import { definePolicy } from "../policy";
import { output, resource } from "../sites";

export default definePolicy({
  id: "require-certificate-name",
  summary: "Require a certificate that is made out to every hostname that is dialled in a strict mode",
  cause: "certificate-name",
  kind: "outage",
  severity: "error",
  codes: [526, "deploy"],
  appliesTo: [types.certificate, types.originCaCertificate],
  docs: {
    why: [
      "In the strict modes the edge compares the names of the origin's certificate with the hostname that the visitor asked for.",
      "A wildcard stands for one label: `*.example.com` covers neither `example.com` nor `a.b.example.com`.",
    ].join(" "),
    unknownWhen: "The certificate is imported or belongs to another program, so that its names are not declared.",
    whenNotToUse: "An Origin Rule, which the model does not read yet, sends another server name to the origin.",
    sources: [
      "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-526/",
      "https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/full-strict/",
      "https://www.rfc-editor.org/rfc/rfc9525#section-6.3",
    ],
  },
  examples: {
    good: [
      { title: "whose certificate covers the hostname with a wildcard" },
      {
        title: "in mode full, which looks at no certificate",
        set: { ssl: { value: "full" }, certificate: { domainName: "example.net", subjectAlternativeNames: [] } },
      },
    ],
    bad: [
      {
        title: "whose certificate covers the apex alone",
        set: { certificate: { subjectAlternativeNames: [] } },
      },
      {
        title: "with a hostname that is two labels below the wildcard's",
        add: { total: resource(types.totalTls, { zoneId: output("zone", "id"), enabled: true }) },
        set: { www: { name: "www.shop.example.com" } },
      },
    ],
  },
  check({ reach }) {
    return outagesOf(reach, "certificate-name");
  },
});
