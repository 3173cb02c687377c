import { realpath, stat } from 'node:fs/promises';
import { embeddedModel } from '../embeddedModel';

/** What the embedded model is called wherever it lies. */
export const embeddedName = 'the embedded model';

/**
 * What adapters call a model that was asked for: `embeddedName` for its folder, and any other folder in a way that no
 * name on the hub is written (`./models/clip`).
 */
export async function modelName(asked: string): Promise<string> {
  const folder = await realpath(asked).catch(() => undefined);
  if (folder === undefined) return asked;
  if (folder === (await realpath(embeddedModel()))) return embeddedName;
  return isHubName(asked) ? `./${asked}` : asked;
}

/** Whether a model of this name can be opened; a name on the hub counts as here. */
export async function isHere(name: string): Promise<boolean> {
  if (name === embeddedName || isHubName(name)) return true;
  return stat(name).then(
    () => true,
    () => false,
  );
}

function isHubName(name: string): boolean {
  return /^\w[\w.-]*\/[\w.-]+$/u.test(name);
}
