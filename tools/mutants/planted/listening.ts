import type { PlantedFile } from "../mutant";

/** Mistakes about what listens at an origin and how it speaks: listeners, TLS, certificates. */
export const listening: readonly PlantedFile[] = [
  {
    file: "src/reach/hops/listener.ts",
    mutants: [
      {
        right: 'if (origin.kind === "instance" || origin.kind === "interface") return [521];',
        wrong: 'if (origin.kind === "instance" || origin.kind === "interface") return [522];',
        means: "an instance drops what comes to a closed port",
      },
      {
        right: 'if (listening.kind === "unknown") return doubt("listener", dial.origin.node.urn, listening.why);',
        wrong: 'if (listening.kind === "unknown") return pass;',
        means: "where nobody knows what listens, something does",
      },
      {
        right: 'return listening.kind === "none" ? fail(closedPort(dial, listening)) : pass;',
        wrong: 'return listening.kind === "none" && dial.tls !== "none" ? fail(closedPort(dial, listening)) : pass;',
        means: "a closed port 80 harms nobody",
      },
      {
        right: 'return { ...closedPort(dial, listening), codes: [522], hop: "security-group" };',
        wrong: 'return { ...closedPort(dial, listening), hop: "security-group" };',
        means: "a closed port behind a closed firewall refuses",
      },
      {
        right: '(ssl.value === "off" || ssl.value === "flexible");',
        wrong: 'ssl.value === "flexible";',
        means: 'SSL mode "off" does not dial plain HTTP',
      },
    ],
  },
  {
    file: "src/reach/hops/listeners.ts",
    mutants: [
      {
        right: "ports[index] === dial.port && !takesDatagrams(node)",
        wrong: "ports[index] === dial.port",
        means: "a listener for UDP takes TCP",
      },
      {
        right: 'if (ports.some((port) => typeof port !== "number")) {',
        wrong: 'if (ports.every((port) => typeof port !== "number")) {',
        means: "a listener whose port is not known is for another port",
      },
      {
        right: "from <= port && port <= to;",
        wrong: "from <= port && port < to;",
        means: "an accelerator's listener does not include its last port",
      },
      {
        right: 'if (here !== undefined) return { kind: "promised", tls: here[1] === "https" };',
        wrong: 'if (here !== undefined) return { kind: "promised", tls: dial.port === 443 };',
        means: "what is promised on port 443 speaks TLS, whatever the promise says",
      },
      {
        right: '? "HTTP" : notKnown;',
        wrong: '? "HTTPS" : notKnown;',
        means: "a listener that names no protocol speaks HTTPS",
      },
      {
        right: "const here = known.find((entry) => asNumber(entry.lbPort) === dial.port);",
        wrong: "const here = known.find((entry) => asNumber(entry.instancePort) === dial.port);",
        means: "a classic load balancer listens on its instances' port",
      },
      {
        right: "const port = service.ports.find((open) => open.port === dial.port);",
        wrong: "const port = service.ports.at(0);",
        means: "a service of AWS answers on every port",
      },
    ],
  },
  {
    file: "src/reach/hops/tls.ts",
    mutants: [
      {
        right: 'if (endsTls !== (dial.tls !== "none")) return fail(mismatch(dial, listener, name));',
        wrong: 'if (!endsTls && dial.tls !== "none") return fail(mismatch(dial, listener, name));',
        means: "a TLS port takes plain HTTP",
      },
      {
        right: 'codes: dial.tls === "none" ? [520, 400] : [525],',
        wrong: 'codes: dial.tls === "none" ? [520, 400] : [526],',
        means: "a handshake that fails is a certificate that is not accepted",
      },
      {
        right: "if (!endsTls && !plainProtocols.includes(name)) return pass;",
        wrong: "",
        means: "a TCP listener speaks plain HTTP itself",
      },
      {
        right: 'if (name === "TCP" && dial.tls !== "none") {',
        wrong: 'if (name === "UDP" && dial.tls !== "none") {',
        means: "a TCP listener of a classic load balancer refuses TLS",
      },
      {
        right: "return endsTls && hasNoCertificate(listener) ? fail(withoutCertificate(listener)) : pass;",
        wrong: "return pass;",
        means: "AWS takes a TLS listener without a certificate",
      },
      {
        right: 'const endsTls = name === "HTTPS" || name === "SSL";',
        wrong: 'const endsTls = name === "HTTPS";',
        means: "an SSL listener of a classic load balancer speaks plain text",
      },
    ],
  },
  {
    file: "src/reach/hops/certificate.ts",
    mutants: [
      {
        right: 'if (dial.tls !== "verified" && dial.origin.kind !== "service") return pass;',
        wrong: 'if (dial.tls === "none" && dial.origin.kind !== "service") return pass;',
        means: 'SSL mode "full" validates the certificate',
      },
      {
        right: "const wanted = [dial.hostname.name, ...dial.targetNames];",
        wrong: "const wanted = [dial.hostname.name];",
        means: "a certificate for the name to which the record points is refused",
      },
      {
        right: "if (valid.some((fact) => fact.isTrusted === true)) return pass;",
        wrong: "if (valid.some((fact) => fact.isTrusted !== false)) return pass;",
        means: "an authority of which nobody knows anything is trusted",
      },
      {
        right: "if (valid.some((fact) => ",
        wrong: "if (fitting.some((fact) => ",
        means: "a certificate that has expired is accepted",
      },
      {
        right: "(now > pem.notAfter || now < pem.notBefore);",
        wrong: "now > pem.notAfter;",
        means: "a certificate is valid before its first day",
      },
      {
        right: 'if (open !== undefined) return doubt("certificate", open.resource, open.why);',
        wrong: "if (open !== undefined) return pass;",
        means: "a certificate that the program does not show fits",
      },
      {
        right: "if (isTrusted === false) return judgeUntrusted(graph, node);",
        wrong: "",
        means: "a self-signed certificate may be trusted",
      },
      {
        right: "const [store] = graph.ofType(types.customOriginTrustStore);",
        wrong: "const [store] = graph.ofType(types.originCaCertificate);",
        means: "an uploaded authority counts for nothing",
      },
    ],
  },
  {
    file: "src/reach/hops/certificate-facts.ts",
    mutants: [
      {
        right: 'isTrusted: !isDeclared(node, "certificateAuthorityArn") };',
        wrong: "isTrusted: true };",
        means: "what a private authority in ACM issues is trusted",
      },
      {
        right: 'names: names.filter((name) => typeof name === "string"), isTrusted: true };',
        wrong: 'names: names.filter((name) => typeof name === "string"), isTrusted: false };',
        means: "the edge does not trust Cloudflare's own Origin CA",
      },
      {
        right: 'const names = [text(node, "domainName"), ...listed(texts(node, "subjectAlternativeNames"))];',
        wrong: 'const names = [text(node, "domainName")];',
        means: "alternative names do not count",
      },
      {
        right: "const isTrusted = pem.isOriginCa ? true : pem.isSelfSigned ? false : null;",
        wrong: "const isTrusted = pem.isOriginCa ? true : pem.isSelfSigned ? null : null;",
        means: "nobody knows whether a self-signed certificate is trusted",
      },
      {
        right: 'return { kind: "known", node: named, names, isTrusted: false };',
        wrong: 'return { kind: "known", node: named, names, isTrusted: true };',
        means: "what an authority of one's own signs is trusted",
      },
      {
        right: 'if (text(node, "domainName") === notKnown || isOpenList(node))',
        wrong: 'if (text(node, "domainName") === notKnown)',
        means: "alternative names that are not known are not there",
      },
      {
        right: "const chainGap = isTrusted === null && chain === undefined",
        wrong: "const chainGap = isTrusted === null && chain !== undefined",
        means: "a certificate with its chain lacks it",
      },
      {
        right: "const open: readonly Facts[] = reference.open ? ",
        wrong: "const open: readonly Facts[] = reference.open && reference.nodes.length === 0 ? ",
        means: "of several certificates those that are not known do not count",
      },
    ],
  },
  {
    file: "src/reach/hops/certificate-region.ts",
    mutants: [
      {
        right: "if (region !== undefined && region !== home) return refused(server, node",
        wrong: "if (region !== undefined && region === home) return refused(server, node",
        means: "CloudFront takes a declared certificate of any region but its own",
      },
      {
        right: "if (region !== undefined && region !== home) return refused(server, server, arn, region);",
        wrong: "",
        means: "CloudFront takes a certificate of any region by its arn",
      },
      {
        right: 'return doubt("certificate", node.urn, why);',
        wrong: 'return why === "" ? doubt("certificate", node.urn, why) : pass;',
        means: "a region that is not known is the right one",
      },
      {
        right: 'if (server.type !== types.restDomain || held !== "certificateArn") return false;',
        wrong: "if (server.type !== types.restDomain || held.length === 0) return false;",
        means: "CloudFront serves regional domain names of API Gateway too",
      },
    ],
  },
  {
    file: "src/reach/hops/trust-store.ts",
    mutants: [
      {
        right: 'const flowed = graph.origins(store, "caCertificatesBundleS3Key", bucketObjects);',
        wrong: 'const flowed = graph.origins(store, "caCertificatesBundleS3Bucket", bucketObjects);',
        means: "a store's file is looked for by its bucket alone",
      },
      {
        right: 'return text(object, "key") === key && !isElsewhere;',
        wrong: 'return text(object, "key") === key;',
        means: "a file of another bucket fills the store",
      },
      {
        right: 'return text(object, "key") === key && !isElsewhere;',
        wrong: "return !isElsewhere;",
        means: "any file of the bucket fills the store",
      },
    ],
  },
  {
    file: "src/reach/hops/client-certificate.ts",
    mutants: [
      {
        right: 'if (mode !== "verify") return pass;',
        wrong: 'if (mode === undefined || mode === "off") return pass;',
        means: "mode passthrough demands a certificate",
      },
      {
        right: 'if (sent.kind === "unknown")',
        wrong: 'if (sent.kind === "unknown" && dial.tls === "unverified")',
        means: "where nobody knows whether one is sent, none is",
      },
      {
        right: "if (isShared ? shared.length > 0 : shared.length < store.authorities.length) return pass;",
        wrong: "if (store.authorities.length > 0) return pass;",
        means: "no trust store lacks an authority",
      },
      {
        right: "if (isShared ? shared.length > 0 : shared.length < store.authorities.length) return pass;",
        wrong: "if (shared.length > 0) return pass;",
        means: "Cloudflare's own authority signs what customers upload",
      },
      {
        right: 'if (dial.tls === "none") return pass;',
        wrong: 'if (dial.tls !== "verified") return pass;',
        means: "a client certificate is demanded in the strict modes alone",
      },
    ],
  },
  {
    file: "src/reach/hops/service.ts",
    mutants: [
      {
        right: 'codes: dial.tls === "none" ? stranger.plain : stranger.tls,',
        wrong: "codes: stranger.plain,",
        means: "over TLS a stranger's name is answered as over plain HTTP",
      },
      {
        right: '(again.tls === "none" ? fail(round) : pass);',
        wrong: "pass;",
        means: 'a redirect to https ends under SSL mode "flexible"',
      },
      {
        right: "if (hosts.some((name) => fits(name, host))) return pass;",
        wrong: "if (hosts.includes(host)) return pass;",
        means: "a wildcard among the names of a service fits nothing",
      },
      {
        right: "        codes: [403],",
        wrong: "        codes: [301],",
        means: "a service that refuses plain HTTP redirects",
      },
      {
        right: "if (host === undefined || !hostname.isNameKnown || hosts === notKnown) {",
        wrong: "if (hosts === notKnown) return pass; else if (host === undefined || !hostname.isNameKnown) {",
        means: "a service whose names are not known answers for all",
      },
    ],
  },
];
