import * as tf from '@tensorflow/tfjs';
import type { BackendName } from '../backendReport';
import { TFJS, tryPackage } from './optionalPackage';

export function isRegistered(name: BackendName): boolean {
  return Boolean(tf.findBackendFactory(name) as unknown);
}

/** Has the package register its backend unless somebody already has; gives the reason when that fails. */
export async function registerBackend(
  name: BackendName,
  packageName: string,
  load: (packageName: string) => Promise<unknown>,
): Promise<string | undefined> {
  if (isRegistered(name)) return undefined;
  const loaded = await tryPackage(load, packageName);
  if ('failure' in loaded) return loaded.failure;
  return isRegistered(name)
    ? undefined
    : `${packageName} did not register with TensorFlow.js ${TFJS}: another version?`;
}
