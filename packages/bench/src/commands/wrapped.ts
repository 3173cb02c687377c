/** A text in lines of at most `width` characters, where its words allow it. */
export function wrapped(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)!} ${word}`.trimStart();
    if (longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.filter((line) => line !== '');
}

const width = 118;

/** Rows of a table whose last column is wrapped; the other cells stand beside its first line. */
export function withWrappedEnd(rows: readonly (readonly string[])[]): string[][] {
  const starts = rows.map((row) => row.slice(0, -1));
  const columns = Math.max(...starts.map((cells) => cells.length));
  const widths = Array.from({ length: columns }, (_, i) => Math.max(...starts.map((row) => row[i]!.length)));
  const room = width - widths.reduce((sum, one) => sum + one + 2, 0);
  return rows.flatMap((row, index) =>
    wrapped(row.at(-1)!, room).map((line, i) => [
      ...(i === 0 ? starts[index]! : starts[index]!.map(() => '')),
      line,
    ]),
  );
}
