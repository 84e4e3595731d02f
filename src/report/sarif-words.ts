import type { Location } from "sarif";
import { type RenderContext, repositoryPath } from "./context";
import type { ReportFinding } from "./schema";
import { nameOf } from "./words";

/**
 * Writes a text so that nothing in it is taken for a placeholder or an embedded link.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html#_Toc141790713
 */
export function statement(text: string): string {
  return text.replace(/\{(\d+)\}/g, "{{$1}}").replace(/\[(?=[^\]]*\]\()/g, "\\[");
}

/**
 * Gives the place of a finding: the line that declares the resource, and the resource itself. GitHub refuses a result
 * without a file, so that where no line is known, or it lies outside of the repository, the project's own file stands.
 * @see https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning#location-object
 */
export function placeOf(location: ReportFinding["location"], resource: string, context: RenderContext): Location {
  const path = location === null ? undefined : repositoryPath(context, location.file);
  const isInside = path !== undefined && !path.startsWith("../");
  const file = isInside ? path : repositoryPath(context, "Pulumi.yaml");
  return {
    physicalLocation: {
      artifactLocation: { uri: file.split("/").map(encodeURIComponent).join("/"), uriBaseId: "SRCROOT" },
      ...(isInside && location !== null && { region: { startLine: location.line, startColumn: location.column } }),
    },
    logicalLocations: [{ fullyQualifiedName: resource, name: nameOf(resource), kind: "resource" }],
  };
}
