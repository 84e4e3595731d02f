import type { Finding } from "./finding";

/** What a rule itself says of a defect; the policy's id, severity and page are added where rules are evaluated. */
export interface Draft extends Pick<Finding, "resource" | "codes" | "hostnames" | "what" | "fix" | "related"> {
  /** Tells two findings of one policy on one resource apart, such as a port; part of the finding's id. */
  readonly key?: string;
}
