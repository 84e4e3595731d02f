import type { PlantedFile } from "../mutant";

/** Mistakes about what the edge does by itself, and about what the hops of a dial come to. */
export const edge: readonly PlantedFile[] = [
  {
    file: "src/reach/dials/round-trip.ts",
    mutants: [
      {
        right: 'ssl.kind === "known" && ssl.value === "off";',
        wrong: 'ssl.kind === "known" && ssl.value === "flexible";',
        means: 'always_use_https ends under SSL mode "off"',
      },
      {
        right: "sendsTo(leg.at) === sendsTo(at)",
        wrong: "leg.at.scheme === at.scheme",
        means: "a redirect to another hostname comes back",
      },
      {
        right: "isPublished ? sentOn(zone, at, at.host === from.host ? ssl : undefined) : undefined;",
        wrong: "sentOn(zone, at, at.host === from.host ? ssl : undefined);",
        means: "the edge answers for a name that nobody publishes",
      },
      {
        right: "return fromTheFirst(legs.slice(again));",
        wrong: "return fromTheFirst(legs);",
        means: "a redirect that leads into a round is part of it",
      },
    ],
  },
  {
    file: "src/reach/outcome.ts",
    mutants: [
      {
        right: 'failures.length > 0 ? "fails" : doubts.length > 0 ? "unknown" : "ok"',
        wrong: 'failures.length > 0 ? "fails" : "ok"',
        means: "unknown is ok",
      },
      {
        right: "return total === -1 ? failures : failures.slice(0, total + 1);",
        wrong: "return failures.slice(0, 1);",
        means: "nobody gets past the first failure, not even those whom it does not stop",
      },
      {
        right: "return doubts.find(({ hop }) => hopNames.indexOf(hop) < limit);",
        wrong: "return doubts.find(({ hop }) => hopNames.indexOf(hop) > limit);",
        means: "a doubt after the failure matters, and one before it does not",
      },
      {
        right: 'return dials.some((dial) => dial.outcome !== "fails" || isPartial(dial)) ? "some" : "none";',
        wrong: 'return dials.every((dial) => dial.outcome !== "fails" || isPartial(dial)) ? "some" : "none";',
        means: "where one of two dials fails for everybody, nobody gets through",
      },
    ],
  },
  {
    file: "src/reach/dials/judge-dial.ts",
    mutants: [
      {
        right: "[route, networkAcl, securityGroup, listener, tls,",
        wrong: "[route, securityGroup, networkAcl, listener, tls,",
        means: "a packet meets the security group before the network ACL",
      },
      {
        right: "return judged.map((dial) => softened(dial, doubt));",
        wrong: "return judged;",
        means: "a redirect that may apply does not",
      },
      {
        right: 'if (worker.kind === "known" && isPlaceholder) return [answered(target, "ok")];',
        wrong: "",
        means: "a Worker's placeholder record has to answer",
      },
      {
        right: "hostname.mayBeUnproxied ? ",
        wrong: "hostname.mayBeUnproxied && verdicts.length === 0 ? ",
        means: "a record that may not be proxied is",
      },
      {
        right: "const usual = { port: destination.port ?? edge.port, tls: edge.tls };",
        wrong: "const usual = { port: edge.port, tls: edge.tls };",
        means: "an origin of a pool is dialled on the visitor's port, whatever it says",
      },
    ],
  },
  {
    file: "src/reach/dials/settings.ts",
    mutants: [
      {
        right: "return phase(zone.redirect.toReversed(), byPage,",
        wrong: "return phase(zone.redirect, byPage,",
        means: "the last redirect rule wins, not the first",
      },
      {
        right: "serverName: phase(zone.origin, host,",
        wrong: "serverName: phase(zone.origin, known(request.host),",
        means: "a host header that a rule sets is not asked for in the handshake",
      },
      {
        right: "return known(whole !== undefined && !isHalted, whole?.declaredBy);",
        wrong: "return known(whole !== undefined, whole?.declaredBy);",
        means: "a route without a script runs a Worker",
      },
      {
        right: 'request.scheme === "http" ? answerOf(zone.alwaysUseHttps, request) : known<EdgeAnswer>("origin");',
        wrong: "answerOf(zone.alwaysUseHttps, request);",
        means: "always_use_https redirects https visitors too",
      },
    ],
  },
  {
    file: "src/reach/dials/any-mode.ts",
    mutants: [
      {
        right: "judged.some((dials) => outcomeOf(dials) !== first.outcome)",
        wrong: "judged.every((dials) => outcomeOf(dials) !== first.outcome)",
        means: "what happens in one SSL mode happens in all",
      },
      {
        right: '["strict", "full", "flexible", "off", "origin_pull"]',
        wrong: '["strict", "full", "flexible", "off"]',
        means: "there is no SSL mode for validation by origin pull",
      },
      {
        right: "const atOrigin = failing.filter(({ port }) => port !== null);",
        wrong: "const atOrigin = failing.filter(({ port }) => port === null);",
        means: "where one mode sends visitors round, that is what is to mend",
      },
    ],
  },
  {
    file: "src/reach/dials/failover.ts",
    mutants: [
      {
        right: ".toSorted((a, b) => a - b);",
        wrong: ".toSorted((a, b) => b - a);",
        means: "the last pool is asked first",
      },
      {
        right: 'if (duty === "out" || tier !== asked) return { ...part, isIdle: true };',
        wrong: 'if (duty === "out") return { ...part, isIdle: true };',
        means: "pools that wait are asked as well",
      },
      {
        right: 'members.filter(({ duty }) => duty !== "out").length >= leastOf(pool)',
        wrong: 'members.filter(({ duty }) => duty === "serving").length >= leastOf(pool)',
        means: "a pool whose origins fail unwatched is left out",
      },
      {
        right: 'if (dials.every((dial) => notices(watch, dial))) return "out";',
        wrong: 'if (dials.length > 0) return "out";',
        means: "whatever fails is taken out, monitor or not",
      },
    ],
  },
  {
    file: "src/reach/dials/monitors.ts",
    mutants: [
      {
        right: 'watch.kind !== "monitor" || watch.port !== port || first === undefined',
        wrong: 'watch.kind !== "monitor" || first === undefined',
        means: "a monitor of another port notices",
      },
      {
        right: "if (failures.some(isOfSome)) return false;",
        wrong: "",
        means: "what stops some of the edge's ranges is noticed by all of its data centres",
      },
      {
        right: '(first.hop === "certificate" && watch.validates)',
        wrong: 'first.hop === "certificate"',
        means: "a monitor that allows any certificate notices a wrong one",
      },
    ],
  },
  {
    file: "src/reach/dials/pools.ts",
    mutants: [
      {
        right: "if (origin.enabled === false || asNumber(origin.weight) === 0) return [];",
        wrong: "if (origin.enabled === false) return [];",
        means: "an origin of weight 0 is asked",
      },
      {
        right: 'filter((pool) => flag(pool, "enabled") !== false);',
        wrong: 'filter((pool) => flag(pool, "enabled") === true);',
        means: "a pool that does not say that it is enabled is not",
      },
      {
        right: "if (isFallback(pool)) return { tier: last };",
        wrong: "if (isFallback(pool)) return { tier: 0 };",
        means: "the fallback pool is asked like any other",
      },
    ],
  },
  {
    file: "src/reach/dials/client-certificate.ts",
    mutants: [
      {
        right: "if (byHostname.includes(true)) return",
        wrong: "if (byHostname.length > 0) return",
        means: "a switch that is off sends the certificate",
      },
      {
        right: 'if (byAccount === true) return { kind: "sent", level: "global" };',
        wrong: "",
        means: "Cloudflare's own certificate is never sent",
      },
      {
        right: "if (config.hostname !== hostname) return [];",
        wrong: "",
        means: "a switch for another hostname counts",
      },
    ],
  },
  {
    file: "src/reach/dials/sent-visitor.ts",
    mutants: [
      {
        right: "return isSupposed ? zone.ssl : there;",
        wrong: "return isSupposed || true ? zone.ssl : there;",
        means: "a redirect leads to the SSL mode in which the visitor came",
      },
      {
        right: "const ways = { port: port.value ?? destination.port ?? edge.port, tls: edge.tls };",
        wrong: "const ways = { port: destination.port ?? edge.port, tls: edge.tls };",
        means: "no rule has the redirected visitor dialled on another port",
      },
      {
        right: 'return round === undefined ? { kind: "elsewhere" } : { kind: "round", by };',
        wrong: 'return { kind: "elsewhere" };',
        means: "a visitor whom the edge sends to another hostname has arrived",
      },
      {
        right: "return answer.among.map((each) =>",
        wrong: "return answer.among.slice(1).map((each) =>",
        means: "where nobody knows whether the edge forces https, it does not",
      },
      {
        right: 'return here.kind === "known" && there.kind === "known" && here.value === there.value;',
        wrong: 'return here.kind === "known" && there.kind === "known";',
        means: "a redirected visitor comes to the same origin, whatever name an Origin Rule has resolved",
      },
    ],
  },
  {
    file: "src/reach/dials/redirects.ts",
    mutants: [
      {
        right: "placeOf(scheme, name.toLowerCase());",
        wrong: "placeOf(scheme, name);",
        means: "a hostname in capital letters is another one",
      },
      {
        right: "(port ?? usual) !== usual",
        wrong: 'name === ""',
        means: "a redirect to another port of the hostname comes back",
      },
      {
        right: 'placeOfExpression(expression ?? "", request)',
        wrong: '"elsewhere"',
        means: "every redirect by an expression leads elsewhere",
      },
      {
        right: "return placeOf(joined ?? replaced, host);",
        wrong: "return placeOf(joined, host);",
        means: "Cloudflare's newer template for https leads elsewhere",
      },
    ],
  },
  {
    file: "src/reach/dials/pattern.ts",
    mutants: [
      {
        right: 'return text.includes("*") && overlaps(text, pattern) ? notKnown : false;',
        wrong: "return false;",
        means: "a rule for one path is for none",
      },
      {
        right: "return text.length - last.length >= from && text.endsWith(last);",
        wrong: "return text.endsWith(last);",
        means: "the end of a pattern may lie in what its start has taken",
      },
      {
        right: "if (a === false || b === false) return false;",
        wrong: "if (a === false && b === false) return false;",
        means: "a condition that never holds leaves the other one open",
      },
    ],
  },
  {
    file: "src/reach/dials/edge-rules.ts",
    mutants: [
      {
        right: "if (rule.enabled === false) return [];",
        wrong: "",
        means: "a rule that is switched off applies",
      },
      {
        right: ".toSorted((a, b) => priorityOf(a) - priorityOf(b))",
        wrong: ".toSorted((a, b) => priorityOf(b) - priorityOf(a))",
        means: "the page rule with the lowest priority wins",
      },
      {
        right: 'const paths = path ?? (host.endsWith("*") ? "*" : "/");',
        wrong: 'const paths = path ?? "*";',
        means: "a page rule for a bare hostname is for all of its paths",
      },
    ],
  },
  {
    file: "src/reach/dials/origin-rule.ts",
    mutants: [
      {
        right: '|| usually().outcome === "fails") return directed;',
        wrong: ") return directed;",
        means: "a rule is to blame for an origin that fails on its usual port as well",
      },
      {
        right: '["network-acl", "security-group", "listener", "tls"]',
        wrong: '["listener", "tls"]',
        means: "a port that the firewall closes is not the rule's mistake",
      },
      {
        right: "portHops.includes(failure.hop) ? misdirected(rule, directed, failure) : failure,",
        wrong: "misdirected(rule, directed, failure),",
        means: "a rule for the port is to blame for the certificate as well",
      },
    ],
  },
  {
    file: "src/reach/dials/further-ports.ts",
    mutants: [
      {
        right: "https: httpsPorts.slice(1) }",
        wrong: "https: httpsPorts }",
        means: "port 443 is a further port",
      },
      {
        right: "return !isForEverybody && admitted",
        wrong: "return admitted",
        means: "a port that is open to everybody is meant for the edge",
      },
      {
        right: 'if (outcome === "unknown") return false;',
        wrong: "",
        means: "a further port of which nobody knows what it serves is meant",
      },
    ],
  },
];
