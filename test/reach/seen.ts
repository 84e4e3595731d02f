import { reach } from "../../src/reach/reach";
import { edgeRanges, graphOf, type Mode, type Site } from "./site";

/** What visitors of https and of http see over IPv4 and IPv6, in the words of a person. */
export function seen(site: Site, mode: Mode): Readonly<Record<string, string>> {
  const rows = reach(graphOf(site, mode), { edgeRanges }).rows;
  return Object.fromEntries(
    rows.map((row) => {
      const share = row.reaches === "some" ? " some" : "";
      const failed = `${row.codes.join("/")}${share} ${row.failure?.cause} at ${row.failure?.hop}`;
      return [`${row.visitor.scheme}${row.family}`, row.outcome === "fails" ? failed : row.outcome];
    }),
  );
}

/** Why the https row over IPv4 is what it is: the failure's sentence, else the doubt's. */
export function why(site: Site, mode: Mode): string | undefined {
  const row = reach(graphOf(site, mode), { edgeRanges }).rows.find(
    ({ visitor, family }) => visitor.scheme === "https" && family === 4,
  );
  return row?.failure?.why ?? row?.doubt?.why;
}

/** The words of a site over IPv4 whose edge redirects http visitors. */
export function https(outcome: string): Readonly<Record<string, string>> {
  return { http4: "redirected", https4: outcome };
}
