import { types } from "../../../src/graph/types";
import type { Archetype } from "../archetype";
import { both, except, having, lacking, only } from "../mutation";
import type { Step } from "../plant";
import { drop, listening, set } from "./steps";

/** A defect that a program's text does not show; it is reported as not known, and somebody else decides. */
export interface Undecided {
  readonly id: string;
  /** Completes "somebody …". */
  readonly title: string;
  /** Who tells, once it is deployed or before. */
  readonly decidedBy: string;
  readonly fits: (archetype: Archetype) => boolean;
  readonly steps: readonly Step[];
}

const served = both(
  having("balancer", "acm", "strict"),
  except("own-balancer", "older-majors", "scaling-group", "fargate"),
);

/** What the corpus plants and no preview can find. */
export const undecided: readonly Undecided[] = [
  {
    id: "list-of-cloudfront",
    title: "took AWS's list for CloudFront for Cloudflare's, by its id",
    decidedBy: "a person who looks up the list's name; a customer's own list shows its entries",
    fits: only("prefix-list"),
    steps: [set(types.ingressRule, { prefixListId: "pl-3b927c52" })],
  },
  {
    id: "certificate-by-arn",
    title: "named the certificate of another site by its arn",
    decidedBy: "the program that owns the certificate, or a probe of the origin",
    fits: served,
    steps: [
      listening((listener) => ({
        ...listener,
        certificateArn: "arn:aws:acm:us-east-1:000000000000:certificate/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9",
      })),
    ],
  },
  {
    id: "mode-in-dashboard",
    title: "left the zone's SSL mode to the dashboard, where it is flexible",
    decidedBy: "the setting once it is declared, or a drift check against the account",
    // Where the origin serves over http as well, visitors are served in every mode.
    fits: both(served, lacking("port-80")),
    steps: [drop(types.zoneSetting, ({ settingId }) => settingId === "ssl")],
  },
  {
    id: "targets-registered-elsewhere",
    title: "let a script register the servers, which was switched off",
    decidedBy: "the health of the target group once it is deployed",
    fits: both(served, except("origin-port")),
    steps: [drop(types.targetGroupAttachment)],
  },
];
