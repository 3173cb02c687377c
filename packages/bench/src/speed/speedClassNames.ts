/** The first `length` digits of a number in base 26, lowest first, as letters with blanks between. */
function letters(number: number, length: number): string {
  const digits = Array.from({ length }, (_, i) => Math.floor(number / 26 ** i) % 26);
  return digits.map((digit) => String.fromCharCode(97 + digit)).join(' ');
}

/** How many distinct names there are of so many letters. */
export const namesOf = (words: number): number => 26 ** words;

/**
 * Distinct class names of one to three letters, or of `words`, of which every tokenizer makes one token each: one to three
 * is about as many tokens as the class names of the papers' data sets have.
 */
export function speedClassNames(count: number, words?: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    if (words !== undefined) return letters(i, words);
    const length = i < 3 * 26 ? 1 + (i % 3) : i < 26 ** 2 ? 2 + (i % 2) : 3;
    return letters(length === 1 ? i / 3 : i, length);
  });
}
