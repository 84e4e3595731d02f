/**
 * Tags by which a program says what no property of AWS says, so that the model need not call it unknown. They are part
 * of what is deployed, and change nothing there.
 */
export const tags = {
  /** On an instance: what listens on it, such as `80/http 443/https`. */
  listens: "no521:listens",
  /**
   * On a security group rule that names a prefix list by its id: the list is one of AWS's own, such as
   * `route53-healthchecks`, and so holds no range of Cloudflare.
   */
  awsPrefixList: "no521:aws-prefix-list",
} as const;

/** Type of the component by which a program waives a policy; it stands for nothing in any cloud. */
export const waiverType = "no521:index:Waiver";
