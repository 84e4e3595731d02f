import type { PlantedFile } from "../mutant";

/** Mistakes about who answers behind a listener: rules, redirects, target groups, other balancers. */
export const answering: readonly PlantedFile[] = [
  {
    file: "src/reach/hops/actions.ts",
    mutants: [
      {
        right: "const byPriority = [...own].toSorted((a, b) => priorityOf(a) - priorityOf(b));",
        wrong: "const byPriority = [...own].toSorted((a, b) => priorityOf(b) - priorityOf(a));",
        means: "the rule with the highest number comes first",
      },
      {
        right: 'for (const share of ["none", "maybe", "some"] as const)',
        wrong: 'for (const share of ["some", "maybe", "none"] as const)',
        means: "one condition of a rule is enough",
      },
      {
        right: 'if (action.share === "rest") return { all, rest: action, passedBy };',
        wrong: "",
        means: "a rule that takes all requests leaves some to the default action",
      },
      {
        right: "return matches(pattern.toLowerCase(), hostname.toLowerCase());",
        wrong: "return matches(pattern, hostname);",
        means: "host conditions tell upper from lower case",
      },
      {
        right: 'return values.includes(notKnown) || values.length === 0 ? "maybe" : "none";',
        wrong: 'return values.length === 0 ? "maybe" : "none";',
        means: "a host condition that is not known does not fit",
      },
      {
        right: 'return values.some((value) => everyPath.includes(value)) ? "rest" : "some";',
        wrong: 'return "some";',
        means: "a rule for every path leaves requests over",
      },
      {
        right: "const last = actions === notKnown ? undefined : actions.at(-1);",
        wrong: "const last = actions === notKnown ? undefined : actions.at(0);",
        means: "the first action answers, such as one that only authenticates",
      },
      {
        right: "else if (star >= 0) [p, s, mark] = [star + 1, mark + 1, mark + 1];",
        wrong: "else if (star >= 0) [p, s, mark] = [star + 1, s + 1, mark + 1];",
        means: "a star never takes back what it gave up",
      },
    ],
  },
  {
    file: "src/reach/hops/application.ts",
    mutants: [
      {
        right: "if (status < 400) return pass;",
        wrong: "if (status < 500) return pass;",
        means: "a fixed answer 404 serves the visitor",
      },
      {
        right: 'return parts.find(({ kind }) => kind === "fail") ?? main;',
        wrong: "return main;",
        means: "a rule for some paths breaks nothing",
      },
      {
        right: "if (last === undefined) return unknownAction(declaredBy);",
        wrong: "if (last === undefined) return pass;",
        means: "an action that is not known serves the visitor",
      },
      {
        right: ": { empty: [520], silent: [520], refused: [520] };",
        wrong: ": { empty: [503], silent: [504], refused: [502] };",
        means: "a classic load balancer that hands bytes on answers by itself",
      },
      {
        right: "return works !== undefined && !fails",
        wrong: "return works !== undefined",
        means: "one working target group makes up for one that fails",
      },
      {
        right: "codes: [status],",
        wrong: "codes: [502],",
        means: "a fixed answer is a bad gateway",
      },
    ],
  },
  {
    file: "src/reach/hops/target-group-fit.ts",
    mutants: [
      {
        right: 'network: ["TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC"],',
        wrong: 'network: ["TCP", "UDP", "TCP_UDP"],',
        means: "a network load balancer hands on no TLS",
      },
      {
        right: 'isFunction || node.kind !== "managed")',
        wrong: "isFunction)",
        means: "a balancer of another program, whose kind is not known, is an application load balancer",
      },
      {
        right: 'text(group, "targetType") ?? "instance"',
        wrong: 'text(group, "targetType") ?? "ip"',
        means: "a target group that names no type takes addresses",
      },
      {
        right: 'if (text(service, "launchType") === "FARGATE" || isForFargate) return "awsvpc";',
        wrong: 'if (text(service, "launchType") === "FARGATE") return "awsvpc";',
        means: "tasks that run on Fargate alone share the interface of an instance",
      },
      {
        right: '(text(task, "networkMode") ?? "bridge")',
        wrong: '(text(task, "networkMode") ?? "awsvpc")',
        means: "a task definition that names no mode gives its tasks interfaces of their own",
      },
    ],
  },
  {
    file: "src/reach/hops/redirects.ts",
    mutants: [
      {
        right: "if (!keepsPath) return pass;",
        wrong: "",
        means: "a redirect to another path comes back",
      },
      {
        right: "if (round === undefined) return pass;",
        wrong: "if (round === undefined) return fail(loop(dial, listener, scheme));",
        means: "a redirect to another hostname comes back, also where the edge serves that one",
      },
      {
        right: "if (been.some((visitor) => isSame(visitor, there))) return fail(round);",
        wrong: "if (been.some((visitor) => isSame(visitor, there))) return pass;",
        means: "who is where he was has arrived",
      },
      {
        right: "return judgeReturn({ ...returning, round: sent(met.by) }, met.scheme, been);",
        wrong: "return pass;",
        means: "a redirect to http ends, though the edge sends back to https",
      },
      {
        right: "return fail(sent(met.by));",
        wrong: "return pass;",
        means: "a redirect ends at an edge that sends round by way of another hostname",
      },
      {
        right:
          "if (redirect === notKnown || Object.values(redirect).includes(notKnown)) return unknownAction(listener);",
        wrong: "if (redirect === notKnown || Object.values(redirect).includes(notKnown)) return pass;",
        means: "a redirect to nobody knows where ends",
      },
      {
        right: 'if (all.length > 1) return doubt("backend", server.urn, apart(listening.node, dial));',
        wrong: "",
        means: "rules for some paths take no visitor out of a round",
      },
      {
        right: "const isTheSame = again.port === dial.port && again.tls === dial.tls;",
        wrong: "const isTheSame = false;",
        means: "what stops a dial stops those who come back to it once more",
      },
      {
        right: 'return verdicts.every((verdict) => verdict.kind !== "fail" || !isTotal(verdict.failure));',
        wrong: 'return verdicts.every((verdict) => verdict.kind !== "fail");',
        means: "nobody of a range goes round of which a part is stopped",
      },
      {
        right: "if (stopping.some(isTotal)) return pass;",
        wrong: "",
        means: "a redirect to a listener that nobody reaches goes round",
      },
      {
        right: "const ranges = going.filter((range) => !stopped.includes(range) || isPartlyOpen(world, again, range));",
        wrong: "const ranges = going.filter((range) => stopped.includes(range) || isPartlyOpen(world, again, range));",
        means: "those go round who do not get to the other listener",
      },
      {
        right: "if (isToItself) return fail(refused(listener, dial));",
        wrong: "",
        means: "AWS takes a redirect to itself",
      },
    ],
  },
  {
    file: "src/reach/hops/redirect-action.ts",
    mutants: [
      {
        right: "host: otherHost(redirect, dial),",
        wrong: "host: undefined,",
        means: "every redirect keeps the hostname",
      },
      {
        right: 'isDefault(redirect.host, "#{host}") ? dial.host : asText(redirect.host);',
        wrong: 'isDefault(redirect.host, "#{host}") ? undefined : asText(redirect.host);',
        means: "a redirect leads to the hostname, whatever the Host header has become",
      },
      {
        right: "port: furtherPort(redirect.port, scheme, dial),",
        wrong: "port: undefined,",
        means: "what answers on another port is known",
      },
      {
        right: "return hostname.isNameKnown && host.toLowerCase() === hostname.name;",
        wrong: "return hostname.isNameKnown && host === hostname.name;",
        means: "a hostname in capital letters is another one",
      },
    ],
  },
  {
    file: "src/reach/hops/targets-of-balancer.ts",
    mutants: [
      {
        right: "export const applicationCodes: Codes = { empty: [503], silent: [504], refused: [502] };",
        wrong: "export const applicationCodes: Codes = { empty: [502], silent: [504], refused: [503] };",
        means: "a balancer without targets is a bad gateway",
      },
      {
        right: "if (failures.length === verdicts.length) {",
        wrong: "if (failures.length > 0) {",
        means: "one broken target breaks the site",
      },
      {
        right: 'if (failure === undefined) return verdicts.find((verdict) => verdict.kind === "unknown") ?? pass;',
        wrong: 'if (failure === undefined) return verdicts.find((verdict) => verdict.kind === "pass") ?? pass;',
        means: "one target that answers makes up for one of which nobody knows",
      },
      {
        right: 'if (out.kind === "closed") return fail(noWayOut(dial, port, codes));',
        wrong: "",
        means: "a balancer's group lets everything out",
      },
      {
        right: 'if (into.kind === "open") return betweenSubnets(graph, dial, member, place, port, codes.silent);',
        wrong: 'if (into.kind === "open") return pass;',
        means: "no network ACL stands between a balancer and its targets",
      },
      {
        right: 'if (here !== undefined && (speaks === "https") === isSecure) return pass;',
        wrong: "if (here !== undefined) return pass;",
        means: "a target that speaks HTTPS takes plain HTTP",
      },
      {
        right: "if (members.every(({ isEmpty }) => isEmpty)) return fail(nobody(group, members, codes));",
        wrong: "if (members.some(({ isEmpty }) => isEmpty)) return fail(nobody(group, members, codes));",
        means: "one empty fleet empties the target group",
      },
      {
        right: 'if (into.kind === "unknown") return doubt("backend", into.resource || node.urn, into.why);',
        wrong: 'if (into.kind === "unknown") return pass;',
        means: "a target whose rules are not known lets the balancer in",
      },
    ],
  },
  {
    file: "src/reach/hops/refused-task.ts",
    mutants: [
      {
        right: "!named.ports.some((each) => Number(each) === port)",
        wrong: "named.ports.length === 0",
        means: "a container that maps any port maps this one",
      },
      {
        right: 'if (mode !== "awsvpc" && mode !== "host") return undefined;',
        wrong: 'if (mode !== "awsvpc") return undefined;',
        means: "in the network of its machine a task may map a port to another one",
      },
      {
        right: "const moved = mapped.find(({ container, host }) => container !== host);",
        wrong: "const moved = mapped.find(({ container, host }) => container === host);",
        means: "a port that is mapped to itself is refused, and one that is mapped to another is not",
      },
    ],
  },
  {
    file: "src/reach/hops/network-balancer.ts",
    mutants: [
      {
        right: "{ empty: [522, 521], silent: [522], refused: [521] };",
        wrong: "{ empty: [503], silent: [504], refused: [502] };",
        means: "a network load balancer answers in the place of its targets",
      },
      {
        right: "if (keeps === false) return fromBalancer;",
        wrong: "if (keeps !== notKnown) return fromBalancer;",
        means: "a target never sees the edge's addresses",
      },
      {
        right: "return isEndedHere ? listens(world, inner) : judgeSpeech(world, inner);",
        wrong: "return listens(world, inner);",
        means: "what a target speaks over TLS that is handed on does not matter",
      },
      {
        right: 'if (crossing.kind === "fail") return crossing;',
        wrong: "",
        means: "a target behind a closed firewall answers",
      },
      {
        right: 'typeof protocol === "string" && protocol.toUpperCase() === "TLS";',
        wrong: 'typeof protocol === "string" && protocol.toUpperCase() !== "TLS";',
        means: "a TCP listener ends TLS, and a TLS listener hands it on",
      },
      {
        right: 'if (fromBalancer.kind === "pass" && dial.place.namesGroups)',
        wrong: 'if (fromBalancer.kind === "pass")',
        means: "the addresses of the balancer count where those of the edge are kept",
      },
      {
        right: "return keeps === true && inner !== undefined ? judgeAcl(world, dial, inner) : pass;",
        wrong: "return pass;",
        means: "the ACL of a target's subnet does not matter where a group names the balancer's",
      },
      {
        right: 'if (byEdge.kind === "pass") return judgeAcl(world, dial, inner);',
        wrong: 'if (byEdge.kind === "pass") return pass;',
        means: "the ACL of a target's subnet does not matter where its group admits the edge",
      },
      {
        right: "const verdict = isWithin ? pass : networkAcl(world, inner);",
        wrong: "const verdict = networkAcl(world, inner);",
        means: "what stays in a subnet meets its ACL",
      },
      {
        right: 'if (crossing.kind === "fail" && isTotal(crossing.failure)) return crossing;',
        wrong: 'if (crossing.kind === "fail" && (isTotal(crossing.failure) || dial.port > 0)) return crossing;',
        means: "whom the way to a target lets through, it serves",
      },
      {
        right: "...(keeps === true && { showsOthers: true })",
        wrong: "",
        means: "a target that admits the balancer's own addresses is reached, though it never sees them",
      },
    ],
  },
  {
    file: "src/reach/hops/members-in-use.ts",
    mutants: [
      {
        right: "const used = members.filter((member) => apart.get(member) === undefined);",
        wrong: "const used = members;",
        means: "a target in a zone of which the balancer has no subnet gets requests",
      },
      {
        right:
          "if (used.length > 0 || first === undefined || zones === undefined) return { used, failure: undefined };",
        wrong: "if (first === undefined || zones === undefined) return { used, failure: undefined };",
        means: "one target in another zone is missed, although others serve",
      },
      {
        right: "return zones?.some((zone) => enabled.includes(zone)) === false ? zones : undefined;",
        wrong: "return zones?.every((zone) => enabled.includes(zone)) === false ? zones : undefined;",
        means: "a fleet has to run in the balancer's zones alone",
      },
    ],
  },
  {
    file: "src/reach/zones.ts",
    mutants: [
      {
        right: 'return subnets.nodes.filter((subnet) => zones.includes(String(text(subnet, "availabilityZone"))));',
        wrong: "return subnets.nodes;",
        means: "a network balancer asks its targets from other zones than theirs",
      },
      {
        right: "return nodes.length === 0 ? subnets : { ...subnets, nodes };",
        wrong: "return subnets;",
        means: "a network balancer's name resolves to its addresses in zones without a target",
      },
      {
        right: "return served.every((members) => members.some((zones) => zones?.includes(zone)));",
        wrong: "return served.some((members) => members.some((zones) => zones?.includes(zone)));",
        means: "a zone that has the targets of one group alone is in the DNS",
      },
      {
        right: 'return isNetwork && (flag(node, "enableCrossZoneLoadBalancing") ?? false) === false;',
        wrong: "return isNetwork;",
        means: "a balancer across zones leaves out those without a target",
      },
    ],
  },
  {
    file: "src/reach/hops/accelerator.ts",
    mutants: [
      {
        right: "if (found.length === 0 || !keepsAddresses(group) || ",
        wrong: "if (found.length === 0 || ",
        means: "an endpoint sees the edge's addresses although they are not kept",
      },
      {
        right: '|| property(group, "portOverrides") !== undefined) return [unseen];',
        wrong: ") return [unseen];",
        means: "an endpoint is asked on the port of the listener, whatever is overridden",
      },
      {
        right: "if (verdicts.length === 0) {",
        wrong: "if (verdicts.length < 0) {",
        means: "an accelerator without an endpoint group answers",
      },
      {
        right: "return found.map((origin) => judgeBehind(world, innerDial(world, dial, origin, dial.port)));",
        wrong: 'return found.map((): Verdict => ({ kind: "pass" }));',
        means: "what an accelerator hands on is answered",
      },
    ],
  },
  {
    file: "src/reach/hops/inner.ts",
    mutants: [
      {
        right: "return firstOf(world, dial, [networkAcl, securityGroup, listener, ",
        wrong: "return firstOf(world, dial, [listener, ",
        means: "what stands behind an accelerator has no firewall",
      },
      {
        right:
          'return verdicts.find(({ kind }) => kind === "fail") ?? verdicts.find(({ kind }) => kind === "unknown") ?? pass;',
        wrong: 'return verdicts.find(({ kind }) => kind === "fail") ?? pass;',
        means: "what is not known behind an origin passes",
      },
      {
        right: "return { ...dial, origin, port, label: labelOf(origin), place: placeOf(world.graph, origin) };",
        wrong: "return { ...dial, origin, label: labelOf(origin), place: placeOf(world.graph, origin) };",
        means: "a target is asked on the port of the listener",
      },
      {
        right: "if (!handsOn(listening.protocol)) return judgeListener(world, dial, listening.node);",
        wrong: "if (!handsOn(listening.protocol)) return pass;",
        means: "a balancer behind a balancer answers, whatever its rules say",
      },
    ],
  },
  {
    file: "src/reach/hops/backend.ts",
    mutants: [
      {
        right: "return handsOn(listening.protocol)",
        wrong: "return !handsOn(listening.protocol)",
        means: "application load balancers hand bytes on, and network load balancers read requests",
      },
      {
        right: "return judgeService(world, dial, listening.service);",
        wrong: "return pass;",
        means: "a service of AWS answers for every name",
      },
      {
        right: "return judgeClassic(world.graph, dial, listening.entry);",
        wrong: "return pass;",
        means: "a classic load balancer has instances that answer",
      },
      {
        right: "if (listening.protocol === notKnown) return pass;",
        wrong: "if (listening.protocol === notKnown) return judgeListener(world, dial, listening.node);",
        means: "a listener whose protocol is not known belongs to an application load balancer",
      },
    ],
  },
];
