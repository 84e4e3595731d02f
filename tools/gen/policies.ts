import { join } from "node:path";
import type { Policy } from "../../policies/policy";
import type { GeneratedFile, Generator } from "./generator";
import { changesPage } from "./policies/changes-page";
import { indexFile, policyIds } from "./policies/index-file";
import { overviewPage } from "./policies/overview";
import { policyPage } from "./policies/page";
import { unknownPage } from "./policies/unknown-page";
import { waiversPage } from "./policies/waivers-page";

/** Gives the pages of policies as they should be. */
export function pageFiles(policies: readonly Policy[]): readonly GeneratedFile[] {
  return [overviewPage(policies), ...policies.map(policyPage), changesPage(), unknownPage(), waiversPage()];
}

/** Writes the list of all policies and a page for each, from the files of their folder. */
export function policyGenerators(root: string): readonly Generator[] {
  return [
    { name: "the policies' index", files: () => [indexFile(policyIds(root))] },
    { name: "the policies' pages", files: () => pageFiles(loadPolicies(root)), folder: "docs/policies" },
  ];
}

/** Loads the files themselves: the index does not know a policy yet whose page is to be written. */
function loadPolicies(root: string): readonly Policy[] {
  return policyIds(root).map((id) => {
    const file: { readonly default: Policy } = require(join(root, "policies/rules", id));
    return file.default;
  });
}
