import { contentHash } from '../datasets/contentHash';
import { dataSetNamed } from '../datasets/dataSetNamed';
import { hashOf } from './cell';

const isOwn = (name: string): boolean => dataSetNamed(name).kind === 'own';

/** A hash of what lies in each of these data sets that is somebody's own; nothing of one that cannot be read here. */
export function ownContents(names: readonly string[]): Record<string, string> {
  const hashes = names.filter(isOwn).map((name) => [name, contentHash(name)] as const);
  return Object.fromEntries(hashes.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** One hash for those of somebody's own among some data sets; undefined where there are none, or not all are known. */
export function contentsIn(
  names: readonly string[],
  known: Readonly<Record<string, string>>,
): string | undefined {
  const own = names.filter(isOwn);
  if (own.length === 0 || own.some((name) => known[name] === undefined)) return undefined;
  return hashOf(Object.fromEntries(own.map((name) => [name, known[name]])));
}
