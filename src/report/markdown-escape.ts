/**
 * Writes a sentence of unknown origin so that it shows as it is: no markup, no HTML, no link, and nobody is mentioned.
 * A backslash does not keep GitHub from linking `@name` and `#1`, which it looks for after it has rendered; an HTML
 * comment in between does.
 *
 * @see https://github.github.com/gfm/#backslash-escapes
 * @see https://github.github.com/gfm/#autolinks-extension-
 * @see https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
 */
export function prose(text: string): string {
  // Spaces at the start would make it a block of code.
  return text
    .trim()
    .replace(/[\\`*_{}[\]<>|~!&$#]/g, "\\$&")
    .replace(/:\/\//g, ":\\//")
    .replace(/\b(www)\./gi, "$1\\.")
    .replace(/@/g, "@<!-- -->")
    .replace(/#(?=\d)/g, "#<!-- -->")
    .replace(/\b(GH)-(?=\d)/gi, "$1-<!-- -->")
    .replace(/:(?=[\w+-]+:)/g, ":<!-- -->")
    .replace(/^(\d+)([.)])/, "$1\\$2")
    .replace(/^[-+=]/, "\\$&");
}

/** Writes a name of unknown origin as code, in a table too, where a vertical bar would end the cell. */
export function code(text: string): string {
  if (text === "") return "";
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  // A space at both ends keeps a backtick apart from the fence, and is taken away again.
  const isPadded = /^[` ]|[` ]$/.test(text) && text.trim() !== "";
  const inner = isPadded ? ` ${text} ` : text;
  return `${fence}${inner.replaceAll("|", "\\|")}${fence}`;
}

/** Writes an address of this product as a link. */
export function link(text: string, address: string): string {
  return /^https:\/\/[\w.~:/?#@!$&*+,;=%-]+$/.test(address) ? `[${text}](${address})` : text;
}
