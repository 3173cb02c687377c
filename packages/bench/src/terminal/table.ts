/**
 * Rows under one another, columns aligned, two spaces between: numbers to the right, words to the left.
 * A column counts as numbers when its last cell begins with a digit or a sign.
 */
export function table(rows: readonly (readonly string[])[]): string[] {
  const last = rows.at(-1) ?? [];
  const columns = last.map((cell, column) => ({
    width: Math.max(...rows.map((row) => (row[column] ?? '').length)),
    right: /^[-+<]?\d/u.test(cell),
  }));
  return rows.map((row) =>
    columns
      .map(({ width, right }, column) =>
        right ? (row[column] ?? '').padStart(width) : (row[column] ?? '').padEnd(width),
      )
      .join('  ')
      .trimEnd(),
  );
}
