/** Writes `row` of `columns` floats over each of `rows` rows of `out`. */
export function repeatRow(row: usize, out: usize, rows: i32, columns: i32): void {
  const bytes = <usize>columns << 2;
  for (let i = 0; i < rows; i++, out += bytes) memory.copy(out, row, bytes);
}

export function copy(from: usize, to: usize, bytes: i32): void {
  memory.copy(to, from, bytes);
}
