/** Where an optional package lies, for other threads to load it; undefined where this cannot be told. */
export function packageFile(packageName: string): string | undefined {
  try {
    return process
      .getBuiltinModule('node:module')
      .createRequire(import.meta.url)
      .resolve(packageName);
  } catch {
    return undefined;
  }
}
