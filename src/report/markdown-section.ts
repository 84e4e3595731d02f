/** A part of a comment that may be cut after any of its items. */
export interface Section {
  /** Stands before the items, if there are any. */
  readonly head: string;
  readonly items: readonly string[];
  /** Stands after them. */
  readonly foot?: string;
  /** Between the items; one line break without it. */
  readonly separator?: string;
  /** What the items are, such as `findings`, for the sentence that says how many were left out. */
  readonly called: string;
  /** The share of the whole that this section may take before the others have theirs, 0–1. */
  readonly share: number;
}

/** What the sentence on what was left out may take. */
const reserve = 600;

/** Puts sections together; what does not fit is left out, and the end says what that was. */
export function fitTogether(head: string, sections: readonly Section[], limit: number): string {
  const room = limit - reserve;
  const parts = [head.slice(0, room)];
  const left: string[] = [];
  let used = head.length;
  for (const section of sections) {
    const { text, dropped } = cut(section, Math.min(room - used, Math.floor(room * section.share)));
    if (text !== "") {
      parts.push(text);
      used += text.length + 2;
    }
    if (dropped > 0) left.push(`${dropped} of ${section.items.length} ${section.called}`);
  }
  if (left.length > 0) {
    parts.push(
      `**Left out, because a comment has a limit: ${left.join(", ")}.** A report in another format, such as html or json, has everything.`,
    );
  }
  return parts.join("\n\n");
}

function cut(section: Section, room: number): { readonly text: string; readonly dropped: number } {
  const { head, items, foot = "", separator = "\n" } = section;
  const kept: string[] = [];
  let used = head.length + foot.length + 4;
  for (const item of items) {
    if (used + item.length + separator.length > room) break;
    kept.push(item);
    used += item.length + separator.length;
  }
  const dropped = items.length - kept.length;
  return { text: kept.length === 0 ? "" : `${head}${kept.join(separator)}${foot}`, dropped };
}
