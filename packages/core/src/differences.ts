/** Shapes by path. */
export type Shapes = Readonly<Record<string, readonly number[]>>;

/** Every way in which the shapes found differ from those expected, one line each. */
export function treeDifferences(found: Shapes, expected: Shapes): string[] {
  const wanted = Object.entries(expected).flatMap(([path, shape]) => {
    const actual = Object.hasOwn(found, path) ? found[path]! : undefined;
    if (!actual) return [`${path} is missing`];
    return show(actual) === show(shape) ? [] : [`${path} is ${show(actual)}, expected ${show(shape)}`];
  });
  const extra = Object.keys(found).filter((path) => !Object.hasOwn(expected, path));
  return [...wanted, ...extra.map((path) => `${path} is not expected`)];
}

function show(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
