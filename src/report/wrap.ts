/** Breaks a text at spaces so that its lines fit, those after the first indented by so many spaces more. */
export function wrap(text: string, columns: number, hanging = 0): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    const room = columns - (lines.length === 0 ? 0 : hanging);
    if (longer.length <= room || line === "") line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line].map((each, index) => (index === 0 ? each : `${" ".repeat(hanging)}${each}`));
}

/** Breaks each of some lines, keeping the indentation that it starts with. */
export function wrapIndented(text: string, columns: number, hanging = 0): readonly string[] {
  const indent = /^ */.exec(text)?.[0] ?? "";
  return wrap(text.slice(indent.length), columns - indent.length, hanging).map((line) => `${indent}${line}`);
}
