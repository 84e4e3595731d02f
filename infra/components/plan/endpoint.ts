/**
 * How the edge dials an origin. Listener, security group and health check all take it from here, so that none of them
 * can speak of another port or scheme.
 */
export type Endpoint =
  | { readonly scheme: "https"; readonly port: 443 }
  | { readonly scheme: "http"; readonly port: 80 };

/** What modes `full` and `strict` dial for https visitors. */
export const httpsEndpoint: Extract<Endpoint, { scheme: "https" }> = { scheme: "https", port: 443 };

/** What every mode but Enterprise's `origin_pull` dials for http visitors whom the edge does not redirect. */
export const httpEndpoint: Extract<Endpoint, { scheme: "http" }> = { scheme: "http", port: 80 };
