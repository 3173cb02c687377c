import type { RgbImage } from '@dsra/clip';

/** Pictures of one size side by side, `columns` in a row, with a light gap between. */
export function contactSheet(pictures: readonly RgbImage[], columns: number, gap = 2): RgbImage {
  const [cellWidth, cellHeight] = [pictures[0]!.width + gap, pictures[0]!.height + gap];
  const width = columns * cellWidth;
  const height = Math.ceil(pictures.length / columns) * cellHeight;
  const data = new Uint8Array(width * height * 3).fill(225);
  pictures.forEach((picture, index) => {
    const left = (index % columns) * cellWidth;
    const top = Math.floor(index / columns) * cellHeight;
    for (let y = 0; y < picture.height; y++) {
      const row = picture.data.subarray(3 * y * picture.width, 3 * (y + 1) * picture.width);
      data.set(row, 3 * ((top + y) * width + left));
    }
  });
  return { width, height, data };
}
