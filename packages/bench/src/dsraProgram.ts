import { fileURLToPath } from 'node:url';

/** The `dsra` command of this package, for another process. */
export function dsraProgram(): string {
  return fileURLToPath(new URL('../bin/dsra.js', import.meta.url));
}
