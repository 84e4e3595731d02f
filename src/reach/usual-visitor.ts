import type { Visitor } from "./reach-types";

/** The visitor under a scheme who types no port. */
export function usualVisitor(scheme: Visitor["scheme"]): Visitor {
  return { scheme, port: scheme === "https" ? 443 : 80 };
}
