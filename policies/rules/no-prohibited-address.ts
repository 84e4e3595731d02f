import { outageOf, outagesOf } from "../../src/findings/outages";
import { types } from "../../src/graph/types";
import { refusedRecord } from "../../src/reach/targets";
import { definePolicy } from "../policy";

export default definePolicy({
  id: "no-prohibited-address",
  summary: "Disallow proxied records that point to an address which cannot be an origin",
  cause: "prohibited-address",
  kind: "outage",
  severity: "error",
  codes: ["deploy", 522, 1000, 1002],
  appliesTo: [types.dnsRecord, types.edgePool],
  docs: {
    why: [
      "Cloudflare's API refuses a proxied record with a private, loopback or link-local address (error 9003), in the middle of a deployment.",
      "A record that points to an address of Cloudflare itself is answered with error 1000, and a placeholder such as 192.0.2.1 with error 522 unless a Worker answers the hostname.",
    ].join(" "),
    unknownWhen: "The record's content is not known until deployment.",
    whenNotToUse: "A Worker answers every request of the hostname, so that the placeholder is never dialled.",
    sources: [
      "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/error-1000/",
      "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-522/",
      "https://developers.cloudflare.com/dns/manage-dns-records/how-to/private-network-routing/",
    ],
  },
  examples: {
    good: [
      { title: "whose record points to an elastic address", site: "instance" },
      {
        title: "whose unproxied record names a private address, which the edge never dials",
        site: "instance",
        set: { www: { content: "10.0.0.10", proxied: false } },
      },
    ],
    bad: [
      {
        title: "whose proxied record points to the instance's private address",
        site: "instance",
        set: { www: { content: "10.0.0.10" } },
      },
      {
        title: "whose proxied record points to an address of Cloudflare",
        site: "instance",
        set: { www: { content: "104.16.0.1" } },
      },
    ],
  },
  alone: {
    type: types.dnsRecord,
    check(record) {
      const failure = refusedRecord(record);
      return failure === undefined ? [] : [outageOf(failure)];
    },
  },
  check({ reach }) {
    return outagesOf(reach, "prohibited-address");
  },
});
