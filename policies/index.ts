import { PolicyPack } from "@pulumi/policy";
import { pulumiPolicies } from "./pack/policies";
import { readEdgeRanges } from "./pack/ranges";

new PolicyPack("no521", {
  displayName: "no521",
  description: "Rejects programs that end in Cloudflare error 521 and its neighbours.",
  tags: ["cloudflare", "aws", "availability"],
  policies: pulumiPolicies(() => readEdgeRanges(process.cwd(), process.env)),
});
