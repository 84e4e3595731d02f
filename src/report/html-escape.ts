/** A piece of HTML: what stands in it is markup of ours, and text that was escaped. */
export interface Html {
  readonly html: string;
}

type Piece = Html | string | number | null | readonly Html[];

/** Writes HTML: each value that is put in is escaped, unless it is a piece of HTML itself. */
export function html(strings: TemplateStringsArray, ...values: readonly Piece[]): Html {
  const parts = strings.map((text, index) => {
    const value = values[index];
    return value === undefined ? text : `${text}${written(value)}`;
  });
  return { html: parts.join("") };
}

function written(value: Piece): string {
  if (value === null) return "";
  if (typeof value === "string" || typeof value === "number") return escapeHtml(String(value));
  return isList(value) ? value.map((each) => each.html).join("") : value.html;
}

function isList(value: Html | readonly Html[]): value is readonly Html[] {
  return Array.isArray(value);
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Escapes a text for an element or a quoted attribute. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
