import * as tf from '@tensorflow/tfjs';
import type { BackendName } from '../backendReport';
import { firstLine } from './optionalPackage';

/**
 * Makes a registered backend the current one; otherwise gives the reason and keeps the one before.
 * `tf.setBackend` answers a failed start with false, and a broken one never answers: hence the limit in milliseconds.
 */
export async function activate(name: BackendName, limit: number): Promise<string | undefined> {
  const before = tf.getBackend();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => {
      // Otherwise it would take over whenever it starts after all.
      tf.removeBackend(name);
      resolve(`it did not start within ${limit / 1000} s`);
    }, limit);
  });
  const failure = await Promise.race([late, start(name)]).finally(() => {
    clearTimeout(timer);
  });
  if (failure !== undefined && before && before !== name) await tf.setBackend(before);
  return failure;
}

async function start(name: BackendName): Promise<string | undefined> {
  try {
    return (await tf.setBackend(name)) ? undefined : 'TensorFlow.js could not start it';
  } catch (error) {
    return firstLine(error);
  }
}
