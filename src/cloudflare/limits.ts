/**
 * How long the edge waits for an origin, and how much it takes. None of these can be set below Enterprise.
 * @see https://developers.cloudflare.com/fundamentals/reference/connection-limits/ read 2026-10-05
 */
export const edgeLimits = {
  /** TCP connection without an answer to SYN: 522. */
  connectTimeoutSeconds: 19,
  /** Request sent and not acknowledged by TCP: 522. */
  acknowledgeTimeoutSeconds: 90,
  /**
   * Request acknowledged and no HTTP answer: 524. Older pages and the provider's texts say 100, another 125: what takes
   * more than `riskyReadSeconds` is at risk.
   */
  readTimeoutSeconds: 120,
  riskyReadSeconds: 100,
  /** Enterprise: the most that `proxy_read_timeout` can be set to. */
  enterpriseReadTimeoutSeconds: 6000,
  /** Request that the origin does not take in: 524. */
  writeTimeoutSeconds: 30,
  /** Connection kept for reuse; an origin that closes sooner races with the next request: 520. */
  idleTimeoutSeconds: 900,
  /** First TCP keep-alive probe; the connection is reset after two that stay unanswered: 520. */
  keepAliveProbeSeconds: 30,
  /**
   * Response headers: 520 above it.
   * @see https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-520/
   *   read 2026-10-05
   */
  responseHeaderBytes: 128 * 1024,
} as const;
