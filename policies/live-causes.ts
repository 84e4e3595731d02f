import type { EdgeCode } from "../src/findings/finding";
import type { NonEmpty } from "./policy";

/** What no program shows, and who tells of it. */
export interface LiveCause {
  readonly what: string;
  readonly codes: NonEmpty<EdgeCode>;
  readonly toldBy: string;
}

/** Causes of the same errors about which this pack says nothing, so that silence is not taken for a yes. */
export const liveCauses: NonEmpty<LiveCause> = [
  {
    what: "A server that stopped, or that listens on 127.0.0.1 alone where no user data shows it",
    codes: [521],
    toldBy: "the notification `real_origin_monitoring` and a health check of the origin",
  },
  {
    what: "A firewall on the host, or one that bans Cloudflare's addresses for their many requests",
    codes: [521, 522],
    toldBy: "a health check from Cloudflare's network; the host's own log",
  },
  {
    what: "A route that a VPN or Direct Connect gateway propagates into the table of the origin's subnet, and that takes the replies to some of Cloudflare's ranges",
    codes: [522, 523],
    toldBy: "`aws ec2 describe-route-tables` of the deployed table; a health check from Cloudflare's network",
  },
  {
    what: "A managed rule group of AWS WAF that judges addresses by their reputation, and that lists some of Cloudflare's",
    codes: [403],
    toldBy: "the metrics and the sampled requests of the web ACL",
  },
  {
    what: "The certificate that a server of one's own really presents, and when it expires",
    codes: [525, 526],
    toldBy: "an alarm on `DaysToExpiry` for ACM; a probe of the origin for anything else",
  },
  {
    what: "A response that takes longer than the edge waits, or that the origin cuts off",
    codes: [524, 520],
    toldBy: "the origin's log and its metrics",
  },
  {
    what: "A demanded client certificate that is not of the balancer's trust store, where the program does not upload the store's file, or that ran out",
    codes: [525, 520],
    toldBy:
      "a probe of the hostname after the change; the alert of Cloudflare for Authenticated Origin Pulls certificates",
  },
  {
    what: "A target group of IPv6 addresses whose targets have none, or listen on IPv4 alone",
    codes: [502, 503],
    toldBy: "the health of the target group's targets once it is deployed",
  },
  {
    what: "A name of another provider that stops to resolve, such as that of a deleted load balancer",
    codes: [530, 1016],
    toldBy: "a scheduled lookup of the names; the policy on unowned names warns before",
  },
  {
    what: "A Worker that fetches its own custom domain",
    codes: [522],
    toldBy: "the Worker's log; its code is not judged",
  },
  {
    what: "cloudflared that stopped, or runs where this program shows nothing of it",
    codes: [530, 1033],
    toldBy: "the notification `tunnel_health_event`",
  },
  {
    what: "A range that Cloudflare adds after the deployment",
    codes: [522],
    toldBy: "`no521 ranges check` and `no521 drift`, run by a schedule",
  },
  {
    what: "A change by hand, or by Automatic SSL/TLS",
    codes: [521, 522, 525, 526],
    toldBy: "`no521 drift`, run by a schedule",
  },
  {
    what: "A part of an update: `--target`, `--continue-on-error` and `--skip-preview` leave out what this pack relies on",
    codes: [521, 522],
    toldBy: "`pulumi policy analyze` of the stack afterwards",
  },
];
