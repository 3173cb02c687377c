import { link, rename, rm } from 'node:fs/promises';

/** What was replaced, or not there: to be put back, or forgotten. */
export interface Replaced {
  restore(): Promise<void>;
  forget(): Promise<void>;
}

/**
 * Renames a written file into its place and keeps what was there under the name `old`.
 * At every moment there is a whole file in the place, except where the file system has no hard links.
 */
export async function replaceFile(written: string, path: string, old: string): Promise<Replaced> {
  const wasThere = await keepAs(old, path);
  const forget = () => rm(old, { force: true });
  const restore = async () => {
    if (!wasThere) return rm(path, { force: true });
    await rename(old, path);
    // Two links to one file: `rename` leaves both.
    await forget();
  };
  try {
    await rename(written, path);
  } catch (error) {
    if (wasThere) await restore();
    throw error;
  }
  return { restore, forget };
}

async function keepAs(old: string, path: string): Promise<boolean> {
  try {
    await link(path, old);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    await rename(path, old);
  }
  return true;
}
