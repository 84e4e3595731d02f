/** Gives the words that are written nearly like one, the nearest first; at most three. */
export function nearWords(word: string, known: readonly string[]): readonly string[] {
  const most = Math.max(2, Math.floor(word.length / 3));
  return known
    .map((each) => ({ each, steps: each.includes(word) ? 0 : stepsBetween(word, each) }))
    .filter(({ steps }) => steps <= most)
    .toSorted((a, b) => a.steps - b.steps || (a.each < b.each ? -1 : 1))
    .slice(0, 3)
    .map(({ each }) => each);
}

/** Counts the letters to add, drop or change between two words. */
function stepsBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...from].entries()) {
    const above = row;
    row = [index + 1];
    for (let column = 1; column <= to.length; column += 1) {
      const changed = (above[column - 1] ?? 0) + (to[column - 1] === letter ? 0 : 1);
      row.push(Math.min(changed, (above[column] ?? 0) + 1, (row[column - 1] ?? 0) + 1));
    }
  }
  return row.at(-1) ?? 0;
}
