import type { Severity } from "../findings/finding";
import type { Paint } from "./paint";

/** What is written about one rule, for formats that carry the rules with them. */
export interface RuleText {
  readonly id: string;
  /** One sentence without a stop. */
  readonly summary: string;
  readonly severity: Severity;
  readonly why: string;
  readonly whenNotToUse: string | null;
  readonly sources: readonly string[];
  /** Address of the rule's page. */
  readonly docs: string;
}

/** What a format needs beside the report. */
export interface RenderContext {
  readonly paint: Paint;
  /** Where lines for a terminal are broken; infinite where nobody looks at one. */
  readonly columns: number;
  /** The day of the report in UTC, such as `2026-12-31`. */
  readonly today: string;
  readonly tool: { readonly name: string; readonly version: string; readonly homepage: string };
  readonly rules: readonly RuleText[];
  /** The project's folder as seen from the top of its repository, such as `infra/web`; empty where it is the top. */
  readonly folder: string;
}

/** Gives a file's path from the top of the repository: those of a report are relative to the project. */
export function repositoryPath({ folder }: Pick<RenderContext, "folder">, file: string): string {
  const path: string[] = [];
  for (const part of `${folder}/${file}`.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && path.length > 0 && path.at(-1) !== "..") path.pop();
    else path.push(part);
  }
  return path.join("/");
}
