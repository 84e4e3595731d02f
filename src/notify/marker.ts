/**
 * A hidden first line that tells which of our texts this is. The key is escaped, so that no name of a project or a stack
 * ends the HTML comment.
 */
export function markerOf(kind: "check" | "drift", key: string): string {
  return `<!-- no521 ${kind} ${encodeURIComponent(key)} -->`;
}

/**
 * GitHub takes 65,536 characters for the body of an issue or a comment.
 * @see https://github.com/dead-claudia/github-limits read 2026-11-23
 */
const maxCharacters = 65_536;
const room = 200;

/** Puts the marker on a text, and cuts what GitHub would refuse, saying so. */
export function withMarker(marker: string, text: string): string {
  const longest = maxCharacters - marker.length - room;
  if (text.length <= longest) return `${marker}\n${text}\n`;
  const cut = text.slice(0, longest);
  return `${marker}\n${cut}\n\n**Cut here: ${text.length - longest} characters more than GitHub takes.**\n`;
}

/** Reports whether a text starts with the marker; one further down was pasted or quoted. */
export function isMarked(text: string | null | undefined, marker: string): boolean {
  return text?.startsWith(marker) === true;
}

/** Reports whether two texts are the same but for what GitHub makes of line ends. */
export function isSameText(before: string | null | undefined, after: string): boolean {
  return normalise(before ?? "") === normalise(after);
}

function normalise(text: string): string {
  return text.replaceAll("\r\n", "\n").trimEnd();
}
