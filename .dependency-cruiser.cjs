/**
 * Who may import whom. A layer lists what it may import; everything else is a violation, Node's own modules included.
 * Each rule's comment is its reason, and test/layers.test.ts plants a violation of each.
 */

/** A package, wherever it is installed. */
const npm = (...names) => names.map((name) => `(^|/)node_modules/${name.replaceAll(".", "\\.")}/`);

/** The two files that every layer may import. */
const shared = "^src/(user-error|tags)\\.ts$";
/** What writes a file so that nobody reads a part of it. */
const wholeFile = "^src/whole-file\\.ts$";
const net = "^src/net/";
const cloudflare = "^src/cloudflare/";
const rangeList = "^src/cloudflare/ranges";
const ranges = "^src/ranges/";
const rangesIo = "^src/ranges/(source|store)\\.ts$";
const graph = "^src/graph/";
const graphShapes = "^src/graph/(?!from-)";
const reach = "^src/reach/";
const pem = "^src/reach/pem\\.ts$";
const findingShapes = "^src/findings/(cause|finding)\\.ts$";
const findings = "^src/findings/";
const change = "^src/change/";
const drift = "^src/drift/";
const report = "^src/report/";
const notify = "^src/notify/";
const pureLayers = "^src/(net|cloudflare|graph|reach|findings|change|drift|report)/";
/** The one component that needs a package which users of the others do not have. */
const pulumiCloud = "^infra/components/drift-schedules\\.ts$";
const nodeModules =
  "^(node:)?(assert|async_hooks|buffer|child_process|cluster|crypto|dgram|diagnostics_channel|dns|events|fs|http|http2|https|module|net|os|path|perf_hooks|process|readline|repl|sqlite|stream|string_decoder|test|timers|tls|tty|url|util|v8|vm|worker_threads|zlib)(/|$)";

const layer = (name, from, mayImport, comment) => ({
  name,
  comment,
  severity: "error",
  from: typeof from === "string" ? { path: from } : from,
  to: { pathNot: [shared, ...mayImport] },
});

module.exports = {
  forbidden: [
    layer(
      "net",
      net,
      [net, ...npm("ipaddr.js")],
      "Address arithmetic is proved by properties alone: it knows no vendor, file, clock or network.",
    ),
    layer(
      "cloudflare",
      cloudflare,
      [net, cloudflare, ...npm("ipaddr.js")],
      "What Cloudflare does is a table that a reviewer compares with Cloudflare's pages; it computes nothing else.",
    ),
    layer(
      "ranges",
      { path: ranges, pathNot: rangesIo },
      [net, cloudflare, ranges, ...npm("zod")],
      "Believing, merging and retiring a range list is decided from values, so that hostile lists can be tried; only source.ts and store.ts touch the world.",
    ),
    layer(
      "ranges-io",
      rangesIo,
      [
        net,
        cloudflare,
        ranges,
        wholeFile,
        ...npm("zod", "axios", "proper-lockfile"),
        "^(node:)?(fs|path|os|crypto|http|https|stream|timers|url)(/|$)",
      ],
      "The range list's two doors to the world fetch and store; they know nothing of graphs, policies or Pulumi.",
    ),
    layer(
      "graph",
      graph,
      [net, cloudflare, ranges, graph, ...npm("ipaddr.js")],
      "A resource graph is plain data, the same from a recording, from policy arguments and from a state; it must not depend on where it came from.",
    ),
    layer(
      "reach-pem",
      pem,
      ["^(node:)?crypto$"],
      "Certificates are read by Node itself, from text alone; no other file of the model imports a module of Node's.",
    ),
    layer(
      "reach",
      { path: reach, pathNot: pem },
      [net, cloudflare, ranges, graph, reach, findingShapes, ...npm("ipaddr.js")],
      "The model answers from declared resources only: the same graph gives the same answer everywhere, at any time.",
    ),
    layer(
      "findings",
      findings,
      [net, cloudflare, ranges, graph, reach, findings, ...npm("ipaddr.js", "zod")],
      "A finding is derived from the model's answer; what is printed, and where, is not its business.",
    ),
    layer(
      "change",
      change,
      [net, cloudflare, ranges, graph, reach, findings, change, ...npm("ipaddr.js")],
      "What a step from one program to the next does is judged from two graphs as values; who takes the step lies outside.",
    ),
    layer(
      "drift",
      drift,
      [net, cloudflare, ranges, graph, reach, findings, change, drift, ...npm("ipaddr.js")],
      "Drift compares two graphs as values; who read them, and what is done about it, lies outside.",
    ),
    layer(
      "report",
      report,
      [
        net,
        cloudflare,
        ranges,
        graph,
        reach,
        findings,
        change,
        drift,
        report,
        ...npm("zod", "xmlbuilder2", "@types/sarif"),
      ],
      "A report is a string made from a value, so that every format can be compared as text.",
    ),
    layer(
      "notify",
      notify,
      [
        findingShapes,
        report,
        notify,
        wholeFile,
        ...npm("@octokit/core", "@octokit/plugin-paginate-rest", "@octokit/plugin-retry", "@octokit/plugin-throttling"),
        ...npm("axios"),
        "^(node:)?(crypto|fs|path|timers|url)(/|$)",
      ],
      "Who tells others what was found gets it as a report or a text: it neither judges nor drives the engine, so that trouble with a service never changes a verdict.",
    ),
    {
      name: "no-io-by-a-chain",
      comment: "A module that imports one that reads files or the network is not pure, however long the chain.",
      severity: "error",
      from: { path: [pureLayers, "^infra/components/"] },
      to: { path: [rangesIo, wholeFile], reachable: true },
    },
    layer(
      "engine",
      "^src/engine/",
      [
        "^src/(?!cli/)",
        "^infra/",
        "^policies/",
        "^sandbox/provider/credentials\\.ts$",
        "(^|/)node_modules/",
        nodeModules,
      ],
      "Whoever drives the engine says what happened as values and events; only the commands print.",
    ),
    {
      name: "cli",
      comment: "A user who installs the commands does not have the tools and tests of this repository.",
      severity: "error",
      from: { path: "^src/cli/" },
      to: { path: "^(tools|test)/" },
    },
    layer(
      "policy-rules",
      "^policies/rules/",
      ["^policies/(?!index\\.ts$)", net, cloudflare, graphShapes, reach, findings],
      "A rule sees plain values in which an unknown is a value; a provider's SDK would hide unknowns and cost seconds at each preview.",
    ),
    layer(
      "policy-pack",
      { path: "^policies/", pathNot: "^policies/rules/" },
      [
        "^policies/",
        "^package\\.json$",
        net,
        cloudflare,
        ranges,
        graph,
        reach,
        findings,
        ...npm("@pulumi/policy", "yaml", "zod", "tsx"),
        "^(node:)?(fs|path|url|module|process)(/|$)",
      ],
      "The pack's entry only hands rules to Pulumi: it must start in a second and run when its folder is copied elsewhere.",
    ),
    layer(
      "components",
      { path: "^infra/components/", pathNot: pulumiCloud },
      ["^infra/components/", net, cloudflare, ranges, ...npm("@pulumi/(pulumi|aws|cloudflare)")],
      "A component declares what a pure plan decided. It does not judge, print or fetch: what it did only at run time would be absent from a preview.",
    ),
    layer(
      "pulumi-cloud",
      pulumiCloud,
      ["^infra/components/", ...npm("@pulumi/(pulumi|pulumiservice)")],
      "A schedule in Pulumi Cloud is declared like any component; it knows no cloud of the sites.",
    ),
    {
      name: "optional-peer",
      comment:
        "Who imports the components has no package of Pulumi Cloud's: loading it would fail at a user's, not here.",
      severity: "error",
      from: { path: "^(src|infra|policies|sandbox)/", pathNot: [pulumiCloud, "^infra/pulumi-cloud\\.ts$"] },
      to: { path: [...npm("@pulumi/pulumiservice"), pulumiCloud, "^infra/pulumi-cloud\\.ts$"] },
    },
    layer(
      "program",
      { path: "^(infra|examples)/", pathNot: "^infra/components/" },
      [
        "^infra/",
        "^examples/",
        net,
        cloudflare,
        ranges,
        ...npm("@pulumi/(pulumi|aws|cloudflare)", "zod"),
        "^(node:)?(fs|path)(/|$)",
      ],
      "The program is wiring; a program that asked the model would approve itself.",
    ),
    layer(
      "sandbox",
      "^sandbox/",
      [
        "^sandbox/",
        net,
        rangeList,
        ...npm("@grpc/grpc-js", "google-protobuf", "@pulumi/pulumi", "proper-lockfile", "zod"),
        nodeModules,
      ],
      "The sandbox answers as the services do. It must be able to disagree with the model, so it shares no judgement with it.",
    ),
    {
      name: "lab",
      comment:
        "The lab measures what a real origin does. It must be able to disagree with the model and with the sandbox.",
      severity: "error",
      from: { path: "^test/lab/" },
      to: { path: ["^src/", "^sandbox/", "^policies/", "^infra/"], pathNot: [graphShapes, net, cloudflare, shared] },
    },
    {
      name: "no-cycles",
      comment: "Two modules that need each other are one module, or hide a third.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-orphans",
      comment: "A module that nothing imports and that imports nothing is dead.",
      severity: "error",
      from: { path: "^src/", orphan: true },
      to: {},
    },
    {
      name: "no-unresolvable",
      comment: "An import that cannot be found fails at a user's, not here.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "no-dev-dependency-in-product",
      comment: "Development dependencies are not there when the package is installed elsewhere.",
      severity: "error",
      // policies/main.js starts the pack from source. The published pack is one file that carries @pulumi/policy in it.
      from: { path: "^(src|infra|policies|sandbox)/", pathNot: "^policies/main\\.js$" },
      to: {
        // The optional peer is installed here for development; the rule "optional-peer" says who may import it.
        pathNot: npm("@pulumi/policy", "@pulumi/pulumiservice"),
        dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"],
        dependencyTypesNot: ["type-only"],
      },
    },
  ],
  options: {
    doNotFollow: { path: ["node_modules"] },
    exclude: { path: "^test/fixtures/" },
    // The pack's own package.json names no dependency while it runs from source.
    combinedDependencies: true,
    // Types count: a layer that only borrows a type still depends on it.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
