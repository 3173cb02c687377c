import { hasAdapters } from './combination';
import type { Cell } from './cell';

/** The same cells; those with DsRA (or all, where none has it) of most shots and the first seed keep their test pictures' features. */
export function withEmbeddings(cells: readonly Cell[]): Cell[] {
  const trained = cells.filter(({ shots }) => shots > 0);
  const shots = Math.max(...trained.map((cell) => cell.shots));
  const [seed] = trained.map((cell) => cell.seed);
  const first = trained.filter((cell) => cell.shots === shots && cell.seed === seed);
  const adapted = first.filter(({ method }) => hasAdapters(method));
  const keeping = new Set(adapted.length > 0 ? adapted : first);
  return cells.map((cell) => (keeping.has(cell) ? { ...cell, embeddings: true } : cell));
}
