import { types } from "../../../src/graph/types";
import { both, except, having, lacking, type Mutation, only } from "../mutation";
import type { Change, Inputs, Step } from "../plant";

/** A balancer of which everything is known, dialled on port 443. */
const served = both(having("balancer", "acm", "strict"), except("origin-port"));

/** What listens, and how. */
export const listenerMutations: readonly Mutation[] = [
  {
    id: "no-https-listener",
    title: "switched the zone to strict before the balancer had its HTTPS listener",
    cause: "nothing-listens",
    codes: [521, 522],
    source: "https://github.com/cloudflare/cloudflare-docs/pull/20261",
    // Listener rules belong to the listener, so that it cannot go alone.
    fits: both(served, except("scaling-group")),
    steps: [{ do: "drop", type: types.listener, where: isHttps }],
  },
  {
    id: "listener-moved",
    title: "moved the HTTPS listener to port 8443",
    cause: "nothing-listens",
    codes: [521, 522],
    source: "https://github.com/cloudflare/cloudflare-docs/pull/28286",
    fits: served,
    steps: [listening((listener) => (isHttps(listener) ? { ...listener, port: 8443 } : undefined))],
  },
  {
    id: "http-on-443",
    title: "spoke plain HTTP on port 443",
    cause: "tls-not-spoken",
    codes: [525],
    source: "https://github.com/doxx/darkflare/issues/6",
    // A trust store belongs to TLS.
    fits: both(having("balancer", "acm", "strict"), except("client-certificate")),
    steps: [
      listening(({ certificateArn: _, sslPolicy: __, ...listener }) =>
        isHttps(listener) ? { ...listener, protocol: "HTTP" } : undefined,
      ),
    ],
  },
  {
    id: "http-visitors-left-out",
    title: "turned Always Use HTTPS off, although nothing listens on port 80",
    cause: "http-port-closed",
    codes: [522, 521],
    codesIn: ({ id }) => (id === "scaling-group" ? [521, 522] : [522, 521]),
    source: "https://github.com/cloudflare/cloudflare-docs/pull/15842",
    fits: both(
      having("balancer", "strict", "edge-redirects"),
      lacking("port-80"),
      except("origin-port", "older-majors"),
    ),
    steps: [setting("always_use_https", "off")],
  },
  {
    id: "redirect-never-declared",
    title: "never turned Always Use HTTPS on",
    cause: "http-port-closed",
    codes: [522, 521],
    codesIn: ({ id }) => (id === "scaling-group" ? [521, 522] : [522, 521]),
    source: "https://github.com/cloudflare/cloudflare-docs/pull/28286",
    fits: both(
      having("balancer", "strict", "edge-redirects"),
      lacking("port-80"),
      except("origin-port", "older-majors", "own-balancer"),
    ),
    steps: [{ do: "drop", type: types.zoneSetting, where: ({ settingId }) => settingId === "always_use_https" }],
  },
  {
    id: "flexible-and-redirect",
    title: "set the zone to flexible while the origin redirects to https",
    cause: "redirect-loop",
    codes: ["loop"],
    source: "https://github.com/tenancy/multi-tenant/issues/669",
    fits: only("inline-balancer"),
    steps: [setting("ssl", "flexible")],
  },
  {
    id: "off-and-redirect",
    title: "turned SSL off while the origin redirects to https",
    cause: "redirect-loop",
    codes: ["loop"],
    source: "https://github.com/platformsh/platformsh-docs/issues/3357",
    fits: only("inline-balancer"),
    steps: [setting("ssl", "off"), setting("always_use_https", "off")],
  },
  {
    id: "https-back-to-http",
    title: "redirected https at the origin to http, which the edge redirects back",
    cause: "redirect-loop",
    codes: ["loop"],
    source: "https://developers.cloudflare.com/ssl/troubleshooting/too-many-redirects/",
    fits: both(served, having("edge-redirects"), except("scaling-group")),
    steps: [
      listening((listener) =>
        isHttps(listener)
          ? {
              ...listener,
              defaultActions: [
                { type: "redirect", redirect: { protocol: "HTTP", port: "80", statusCode: "HTTP_302" } },
              ],
            }
          : undefined,
      ),
    ],
  },
  {
    id: "plain-http-to-tls",
    title: "made an origin speak TLS on the port that a flexible hostname dials in plain",
    cause: "plain-http-to-tls-port",
    codes: [520, 400],
    source: "https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/flexible/",
    fits: only("configuration-rule"),
    steps: [
      listening((listener) => ({
        ...listener,
        protocol: "HTTPS",
        certificateArn: "arn:aws:acm:us-east-1:000000000000:certificate/0a1b2c3d",
      })),
    ],
  },
  {
    id: "origin-port-closed",
    title: "pointed an origin rule to a port on which nothing listens",
    cause: "nothing-listens",
    codes: [522, 521],
    source: "https://developers.cloudflare.com/rules/origin-rules/features/",
    fits: only("origin-port"),
    steps: [ruled({ origin: { port: 9443 } })],
  },
  {
    id: "origin-port-everywhere",
    title: "sent every hostname to the port of another one",
    cause: "nothing-listens",
    codes: [522, 521],
    source: "https://developers.cloudflare.com/rules/origin-rules/features/",
    fits: only("origin-port"),
    steps: [ruled({ origin: { port: 80 } })],
  },
  {
    id: "rule-disabled",
    title: "disabled the origin rule that leads to the port that listens",
    cause: "nothing-listens",
    codes: [522, 521],
    source: "https://developers.cloudflare.com/rules/origin-rules/",
    fits: only("origin-port"),
    steps: [rules((rule) => ({ ...rule, enabled: false }))],
  },
  {
    id: "rule-for-another-host",
    title: "renamed the hostname but not the rule that makes it flexible",
    cause: "nothing-listens",
    codes: [522, 521],
    source: "https://developers.cloudflare.com/rules/configuration-rules/",
    fits: only("configuration-rule"),
    steps: [rules((rule) => ({ ...rule, expression: 'http.host eq "older.example.com"' }))],
  },
  {
    id: "client-certificate-demanded",
    title: "made the balancer demand a client certificate that the edge does not send",
    cause: "client-certificate-demanded",
    codes: [525, 520],
    source: "https://github.com/typisttech/trellis-cloudflare-origin-ca/issues/34",
    // In a zone that the program does not create the edge may send one already.
    fits: both(having("balancer", "acm", "strict"), except("client-certificate", "own-balancer")),
    steps: [
      listening((listener) =>
        isHttps(listener)
          ? {
              ...listener,
              mutualAuthentication: {
                mode: "verify",
                trustStoreArn: "arn:aws:elasticloadbalancing:us-east-1:000000000000:truststore/pulls/0a1b2c3d4e5f6071",
              },
            }
          : undefined,
      ),
    ],
  },
  {
    id: "origin-pulls-off",
    title: "turned authenticated origin pulls off before the balancer stopped to demand them",
    cause: "client-certificate-demanded",
    codes: [525, 520],
    source: "https://github.com/miraheze/puppet/pull/3916",
    fits: only("client-certificate"),
    steps: [setting("tls_client_auth", "off")],
  },
  {
    id: "origin-pulls-undeclared",
    title: "lost the setting that turns authenticated origin pulls on",
    cause: "client-certificate-demanded",
    codes: [525, 520],
    source: "https://developers.cloudflare.com/ssl/origin-configuration/authenticated-origin-pull/",
    fits: only("client-certificate"),
    steps: [{ do: "drop", type: types.zoneSetting, where: ({ settingId }) => settingId === "tls_client_auth" }],
  },
];

function isHttps({ port, protocol }: Inputs): boolean {
  return protocol === "HTTPS" && (port === 443 || port === 8443);
}

function listening(to: Change): Step {
  return { do: "change", type: types.listener, to };
}

/** Gives a setting of the zone another value. */
function setting(settingId: string, value: string): Step {
  return {
    do: "change",
    type: types.zoneSetting,
    to: (inputs) => (inputs.settingId === settingId ? { ...inputs, value } : undefined),
  };
}

/** Rewrites the rules of a ruleset. */
function rules(rewrite: (rule: Inputs) => Inputs): Step {
  return {
    do: "change",
    type: types.ruleset,
    to: (ruleset) => ({ ...ruleset, rules: Array.isArray(ruleset.rules) ? ruleset.rules.map(rewrite) : [] }),
  };
}

function ruled(actionParameters: Inputs): Step {
  return rules((rule) => ({ ...rule, actionParameters }));
}
