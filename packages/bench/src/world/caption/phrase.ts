/** Words, and what they claim. */
export interface Phrase {
  readonly words: string;
  readonly claims: readonly string[];
}

export const NOTHING_SAID: Phrase = { words: '', claims: [] };

/** Phrases one after the other; empty ones leave no gap. */
export function join(...phrases: readonly Phrase[]): Phrase {
  return {
    words: phrases
      .map(({ words }) => words)
      .filter((words) => words !== '')
      .join(' '),
    claims: phrases.flatMap(({ claims }) => claims),
  };
}

/** "a" or "an" before a phrase. */
export function withArticle(words: string): string {
  return `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`;
}
