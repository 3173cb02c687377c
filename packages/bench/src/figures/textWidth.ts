/** Shares of the font's size that letters of DejaVu Sans take, about; most take 0.61. */
const widths: readonly (readonly [letters: RegExp, share: number])[] = [
  [/[ijlI.,:;'’|!]/gu, 0.3],
  [/[frt()[\]/\- ]/gu, 0.38],
  [/[mwMW%@…—]/gu, 0.92],
  [/[A-HJ-LN-VX-Z]/gu, 0.69],
];

/** How wide words are drawn, in pixels: an estimate that is the same everywhere. */
export function textWidth(text: string, fontSize: number): number {
  let rest = text;
  let sum = 0;
  for (const [letters, share] of widths) {
    sum += share * (rest.match(letters)?.length ?? 0);
    rest = rest.replaceAll(letters, '');
  }
  return Math.ceil(fontSize * (sum + 0.61 * Array.from(rest).length));
}
