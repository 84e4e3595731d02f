import { expect, test } from "vitest";
import { scriptsIn } from "../../../tools/workflows/scripts";

test("the scripts of a workflow are those of all its jobs, with their names", () => {
  const text = `
on: push
jobs:
  one:
    runs-on: ubuntu-24.04
    steps:
      - uses: ./
      - run: echo "\${{ github.sha }}"
  two:
    uses: ./.github/workflows/other.yml
  three:
    runs-on: ubuntu-24.04
    steps:
      - name: Build
        run: make
      - run: print(1)
        shell: python
`;
  expect(scriptsIn("check.yml", text)).toEqual([
    { where: "check.yml: step 2", text: 'echo "expression"' },
    { where: "check.yml: Build", text: "make" },
  ]);
});

test("the scripts of a composite action are those of its steps", () => {
  const text = "runs:\n  using: composite\n  steps:\n    - name: Say\n      shell: bash\n      run: echo hi\n";
  expect(scriptsIn("action.yml", text)).toEqual([{ where: "action.yml: Say", text: "echo hi" }]);
});
