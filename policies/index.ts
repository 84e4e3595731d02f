import { PolicyPack } from "@pulumi/policy";
import { readPackConfig } from "./pack/config";
import { graphKeeper } from "./pack/keep-graph";
import { pulumiPolicies } from "./pack/policies";
import { type PackSurroundings, readEdgeRanges } from "./pack/ranges";

const surroundings: PackSurroundings = {
  folder: process.cwd(),
  environment: process.env,
  // Pulumi shows what a pack writes here below the stack; standard output belongs to its protocol.
  say: (sentence) => process.stderr.write(`no521: ${sentence}\n`),
};

const configured = readPackConfig(surroundings);

new PolicyPack("no521", {
  displayName: "no521",
  description: "Rejects programs that end in Cloudflare error 521 and its neighbours.",
  tags: ["cloudflare", "aws", "availability"],
  policies: pulumiPolicies({
    edgeRanges: () => readEdgeRanges(surroundings, configured.says),
    configured,
    now: () => new Date(),
    // Set by the engine for every pack that it starts.
    // @see https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/go/common/resource/plugin/analyzer_plugin.go
    isPreview: process.env.PULUMI_DRY_RUN === "true",
    keep: graphKeeper(process.env),
  }),
});
