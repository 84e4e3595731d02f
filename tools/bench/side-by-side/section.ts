import type { SharedDefect, SideBySide } from "./results";

/** Tells what other tools said of the same defects, what they find and this package does not first. */
export function sideBySideSection({ awsguard, checkov, preview }: SideBySide): readonly string[] {
  const { version, policies, planted, distinct, shared, heard, unchanged } = awsguard;
  const asItIs = heard.filter((defect) => defect.asItIs.length > 0);
  const onlyTheirs = heard.filter(({ ours }) => !ours);
  const found = checkov.defects.filter(({ checks }) => checks.length > 0);
  return [
    "\n## Side by side",
    "Two tools that judge AWS resources, shown the same defects. Neither knows Cloudflare, its ranges or its error codes, nor claims to; what they are made for, such as encryption and logging, is outside this comparison. A tool finds a defect when it says something that it does not say of the same program without the defect, whatever it says. The corpus was written for what this package judges, so these numbers say how much the tools overlap, not which is better.\n",
    `- AWSGuard ${version} (npm \`@pulumi/awsguard\`), ${policies} policies less three that ask an AWS account and were disabled; run over gRPC as the engine runs a pack`,
    `- checkov ${checkov.version} (PyPI), its own checks for CloudFormation\n`,
    "Found by them and not by this package:\n",
    list(onlyTheirs.map(nameOf)),
    `AWSGuard was shown each defect in at most two programs: ${shared.planted} of these ${planted} change nothing but AWS resources (${shared.distinct} of ${distinct} defects). Of these AWSGuard finds ${asItIs.length} in the programs as they are, and this package ${shared.ours}. AWSGuard's policies on balancers know the types of the modules \`elasticloadbalancing\`, \`elasticloadbalancingv2\` and \`applicationloadbalancing\`, not those of \`lb\`, \`alb\` and \`elb\`, in which these programs are written; shown the same resources under the former it finds ${heard.length}:\n`,
    list(heard.map(nameOf)),
    `Of the programs in which nothing is wrong it says, under those types: ${counted(unchanged)}. These are no false alarms, but advice outside this comparison. The other ${planted - shared.planted} defects touch Cloudflare resources, are outside its scope and not counted. Its repository at 4355f3b has a policy for \`mixed-rules\`, \`security-group-no-rule-management-conflicts\`, which is not in this version and was not run.\n`,
    `checkov: the corpus is written for Pulumi, which checkov does not read; ${checkov.defects.length} defects were written by hand as CloudFormation, on a template of \`inline-balancer\` (\`tools/bench/side-by-side/templates.ts\`). It finds ${found.length} of them:\n`,
    list(found.map(({ defect, checks }) => `\`${defect}\`: ${checks.join(", ")}`)),
    `It says nothing new of ${checkov.defects
      .filter((each) => !found.includes(each))
      .map(({ defect }) => `\`${defect}\``)
      .join(
        ", ",
      )}. Of the template without defects it says ${checkov.unchanged.join(", ")}, which are outside this comparison. This package reads no CloudFormation; it finds the same defects in the corpus's programs.\n`,
    `A preview of ${preview.resources} resources in the sandbox, ${preview.rounds} rounds in turn on one machine (${preview.machine}); the ratio of a round is to the preview without a pack of the same round, and so few rounds tell an order of magnitude alone:\n`,
    "| preview | seconds, median | ratio, median | least–most |\n|---|---:|---:|---:|",
    ...preview.variants.map(
      ({ name, seconds, ratio, least, most }) =>
        `| ${name} | ${seconds.toFixed(2)} | ${ratio.toFixed(2)} | ${least.toFixed(2)}–${most.toFixed(2)} |`,
    ),
    "\nThe commands, in an empty folder outside the repository, then in the repository:\n",
    "```sh",
    `npm install --ignore-scripts @pulumi/awsguard@${version}`,
    `python3 -m venv checkov && checkov/bin/pip install checkov==${checkov.version}`,
    "# in the repository; FOLDER is the folder from above",
    "npx tsx tools/bench/side-by-side/main.ts --awsguard FOLDER --checkov FOLDER/checkov/bin/checkov",
    "npm run bench:catch",
    "npm run bench -- --rounds 2 --awsguard FOLDER large",
    "```\n",
  ];
}

function nameOf({ defect, program, asItIs, olderTypes }: SharedDefect): string {
  return `\`${defect}\` in \`${program}\`: ${[...new Set([...asItIs, ...olderTypes])].join(", ")}`;
}

function counted(said: Readonly<Record<string, number>>): string {
  return Object.entries(said)
    .map(([policy, times]) => `${policy} (${times})`)
    .join(", ");
}

function list(lines: readonly string[]): string {
  return lines.length === 0 ? "Nothing.\n" : `${lines.map((line) => `- ${line}`).join("\n")}\n`;
}
