/** How a piece of a line looks. */
interface Style {
  readonly bold: boolean;
  readonly dim: boolean;
  readonly colour: "red" | "green" | "yellow" | null;
}

interface Piece {
  readonly text: string;
  readonly style: Style;
  /** Columns before it. */
  readonly column: number;
}

const plain: Style = { bold: false, dim: false, colour: null };

/**
 * What the commands' colours mean.
 * @see https://ecma-international.org/publications-and-standards/standards/ecma-48/ 8.3.117, select graphic rendition
 */
const codes: Readonly<Record<string, Partial<Style>>> = {
  "0": plain,
  "1": { bold: true },
  "2": { dim: true },
  "22": { bold: false, dim: false },
  "31": { colour: "red" },
  "32": { colour: "green" },
  "33": { colour: "yellow" },
  "39": { colour: null },
};

/** Pixels; a column is as wide as the fonts below make it. */
const layout = { column: 8.4, line: 20, fontSize: 14, margin: 20 };

const palette = {
  ground: "#0d1117",
  text: "#e6edf3",
  faint: "#9198a1",
  red: "#ff7b72",
  green: "#56d364",
  yellow: "#e3b341",
};

/**
 * Draws what a command printed on a terminal as an SVG of text, which stays sharp, small and readable to a machine.
 * @throws {Error} if there is a control sequence in it that is no colour of ours
 */
export function terminalSvg(printed: string, title: string): string {
  const lines = printed.split("\n").map(readLine);
  const columns = Math.max(...lines.flat().map(({ column, text }) => column + text.length));
  const width = Math.ceil(columns * layout.column + 2 * layout.margin);
  const height = lines.length * layout.line + 2 * layout.margin;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title id="title">${escapeText(title)}</title>`,
    "<style>",
    `text { font: ${layout.fontSize}px ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; white-space: pre; fill: ${palette.text}; }`,
    `.bold { font-weight: bold; } .dim { fill: ${palette.faint}; }`,
    `.red { fill: ${palette.red}; } .green { fill: ${palette.green}; } .yellow { fill: ${palette.yellow}; }`,
    "</style>",
    `<rect width="${width}" height="${height}" rx="8" fill="${palette.ground}"/>`,
    ...lines.flatMap((pieces, line) => (pieces.length === 0 ? [] : [drawLine(pieces, line)])),
    "</svg>",
  ].join("\n")}\n`;
}

/** Reads the lines of text back out of a picture, without their colours; empty lines are left out. */
export function textOf(svg: string): readonly string[] {
  return [...svg.matchAll(/<text [^>]*>(.*)<\/text>/g)].map(([, inner = ""]) =>
    [...inner.matchAll(/<tspan [^>]*>([^<]*)<\/tspan>/g)].map(([, text = ""]) => unescapeText(text)).join(""),
  );
}

/** The beginning of a control sequence, then its parameter. */
const sequence = new RegExp(`${String.fromCharCode(27)}\\[([0-9]*)m`);

function readLine(line: string): readonly Piece[] {
  let style = plain;
  let column = 0;
  const pieces: Piece[] = [];
  // Escape sequences and the text between them take turns.
  for (const [index, part] of line.split(sequence).entries()) {
    if (index % 2 === 1) style = { ...style, ...styleOf(part) };
    else if (part !== "") {
      pieces.push({ text: printable(part), style, column });
      column += part.length;
    }
  }
  return pieces;
}

function styleOf(code: string): Partial<Style> {
  const style = codes[code];
  if (style === undefined) throw new Error(`There is no picture of the escape sequence ${JSON.stringify(code)}.`);
  return style;
}

function printable(text: string): string {
  if (/\p{Cc}/u.test(text)) throw new Error(`There is no picture of ${JSON.stringify(text)}.`);
  return text;
}

function drawLine(pieces: readonly Piece[], line: number): string {
  const y = layout.margin + (line + 1) * layout.line - 6;
  return `<text y="${y}">${pieces.map(drawPiece).join("")}</text>`;
}

function drawPiece({ text, style, column }: Piece): string {
  const names = [style.bold ? "bold" : "", style.dim ? "dim" : "", style.colour ?? ""].filter((name) => name !== "");
  const look = names.length === 0 ? "" : ` class="${names.join(" ")}"`;
  return `<tspan x="${(layout.margin + column * layout.column).toFixed(1)}"${look}>${escapeText(text)}</tspan>`;
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function unescapeText(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
