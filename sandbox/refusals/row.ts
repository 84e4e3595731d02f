/** One thing that the real service refuses, and so the sandbox does. */
export interface RefusalRow {
  /** Service such as `EC2` or `Cloudflare`. */
  readonly service: string;
  /** The request, as the real provider names it in its error. */
  readonly request: string;
  /** The service's own error code; the provider's validator has none and says so. */
  readonly code: string;
  /** The service's message, with places such as `{group}`. */
  readonly message: string;
  /** Condition, one sentence. */
  readonly when: string;
  /** Where the code and the condition are documented or were reported. */
  readonly source: string;
  /** `check`: the provider itself refuses, so a preview shows it; `deploy`: the service refuses the request. */
  readonly told: "check" | "deploy";
  /** The real provider tries a deletion again for minutes while the service answers this. */
  readonly triedAgain?: true;
}
