/** The `no521.yaml` that a project starts with: everything in it is a comment. */
export const starterConfig = `# yaml-language-server: $schema=https://github.com/no521/no521/blob/main/docs/no521.schema.json
# What no program tells, how much a policy matters here, and what is accepted for a while. Every key is optional.

# plan: pro                            # of the zones: free, pro, business or enterprise
# extraRanges: [203.0.113.0/24]        # the edge dials from these too: admit them
# quota: { rulesPerGroup: 200 }        # of the AWS account; 60 unless AWS raised it

# rules:
#   no-ephemeral-address: error        # error, warning, note or off

# waivers:
#   - policy: no-ephemeral-address
#     resource: "*::preview-*"         # the URN, or a pattern: * is any text, ? one character
#     reason: Preview machines live for a day.
#     until: 2026-12-31                # the last day, UTC

# fixtures:                            # what the program asks of the world, for no521 check
#   calls: [{ call: "aws:ec2/getVpc:getVpc", returns: { id: vpc-0a1b2c3d } }]
#   stacks: { acme/network/production: { vpcId: vpc-0a1b2c3d } }
`;

/** What the workflow of a project is about. */
export interface WorkflowSubject {
  /** The project's folder, relative to the repository. */
  readonly directory: string;
  readonly stacks: readonly string[];
  readonly version: string;
}

/** Writes the workflow that judges each pull request, a job for each stack. */
export function starterWorkflow({ directory, stacks, version }: WorkflowSubject): string {
  const jobs = (stacks.length === 0 ? [""] : stacks).map(
    (stack) => `          - { directory: ${JSON.stringify(directory)}, stack: ${JSON.stringify(stack)} }`,
  );
  return `name: no521
on:
  pull_request:
permissions: {}
concurrency:
  group: no521-\${{ github.ref }}
  cancel-in-progress: true
jobs:
  check:
    name: Judge \${{ matrix.directory }} \${{ matrix.stack }}
    runs-on: ubuntu-24.04
    timeout-minutes: 20
    permissions:
      contents: read
      pull-requests: write # the comment
    strategy:
      fail-fast: false
      matrix:
        include:
${jobs.join("\n")}
    steps:
      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2
        with:
          persist-credentials: false
          fetch-depth: 0 # the base to compare with
      - run: npm ci --ignore-scripts
        working-directory: \${{ matrix.directory }}
      - uses: no521/no521@v${version} # name here the commit that you have read
        with:
          directory: \${{ matrix.directory }}
          stack: \${{ matrix.stack }}
          base: origin/\${{ github.base_ref }}
`;
}
