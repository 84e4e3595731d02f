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
    what: "A server that stopped, or that listens on 127.0.0.1 alone",
    codes: [521],
    toldBy: "the notification `real_origin_monitoring` and a health check of the origin",
  },
  {
    what: "A firewall on the host, or one that bans Cloudflare's addresses for their many requests",
    codes: [521, 522],
    toldBy: "a health check from Cloudflare's network; the host's own log",
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
