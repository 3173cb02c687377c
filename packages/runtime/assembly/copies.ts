/** Writes `row` of `columns` floats over each of `rows` rows of `out`, which lie `stride` floats apart. */
export function repeatRow(row: usize, out: usize, rows: i32, columns: i32, stride: i32): void {
  const bytes = <usize>columns << 2;
  const step = <usize>stride << 2;
  for (let i = 0; i < rows; i++, out += step) memory.copy(out, row, bytes);
}

export function copy(from: usize, to: usize, bytes: i32): void {
  memory.copy(to, from, bytes);
}
