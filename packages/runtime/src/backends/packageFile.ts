/** Where an optional package lies, for other threads to load it; undefined where this cannot be told. Node only. */
export function packageFile(packageName: string): string | undefined {
  // Bundled into something that is no module, this file does not know where it is.
  const from = (import.meta.url as string | undefined) ?? `${process.cwd()}/`;
  try {
    return process.getBuiltinModule('node:module').createRequire(from).resolve(packageName);
  } catch {
    return undefined;
  }
}
