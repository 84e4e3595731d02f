import { statSync } from "node:fs";
import { dirname } from "node:path";
import type { Project } from "./project";

/** Names the folder that Pulumi starts a program in. */
export function programFolder({ folder, main }: Pick<Project, "folder" | "main">): string {
  const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  if (isFolder(main)) return main;
  return isFolder(dirname(main)) ? dirname(main) : folder;
}
