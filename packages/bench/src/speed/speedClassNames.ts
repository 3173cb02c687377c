/** The first `length` digits of a number in base 26, lowest first, as letters with blanks between. */
function letters(number: number, length: number): string {
  const digits = Array.from({ length }, (_, i) => Math.floor(number / 26 ** i) % 26);
  return digits.map((digit) => String.fromCharCode(97 + digit)).join(' ');
}

/**
 * Distinct class names of one to three letters, of which every tokenizer makes one token each: about as many tokens as
 * the class names of the papers' data sets have.
 */
export function speedClassNames(count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const length = i < 3 * 26 ? 1 + (i % 3) : i < 26 ** 2 ? 2 + (i % 2) : 3;
    return letters(length === 1 ? i / 3 : i, length);
  });
}
