/** The first of many, for one line of a message: `a, b, c and 17 more`. */
export function few(texts: readonly string[], most = 5): string {
  if (texts.length <= most) return texts.join(', ');
  return `${texts.slice(0, most).join(', ')} and ${texts.length - most} more`;
}
