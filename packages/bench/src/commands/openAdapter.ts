import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { adapterFiles, DsraError } from '@dsra/core';
import { load, type Tuned } from '@dsra/prompts';
import { z } from 'zod';
import type { Context, ModelOptions } from './context';
import { embeddedName, type OpenModel, openModel } from './openModel';

export interface OpenAdapter extends OpenModel {
  readonly tuned: Tuned;
  /** Disposes the adapter and the model. */
  dispose(): void;
}

export interface AdapterOptions extends ModelOptions {
  readonly adapter: string;
}

/**
 * A saved adapter on its model: `--model`, or the one that it names.
 * @param classNames other classes than those that it learned
 */
export async function openAdapter(
  context: Context,
  options: AdapterOptions,
  classNames?: readonly string[],
): Promise<OpenAdapter> {
  const model = options.model ?? (await baseModelOf(options.adapter));
  const opened = await openModel(context, { ...options, model });
  try {
    const tuned = await load(options.adapter, { clip: opened.clip, ...(classNames && { classNames }) });
    const dispose = (): void => {
      tuned.dispose();
      opened.clip.dispose();
    };
    return { ...opened, tuned, dispose };
  } catch (error) {
    opened.clip.dispose();
    throw error;
  }
}

const config = z.object({ baseModel: z.object({ name: z.string() }) });

/** The model that an adapter names; the embedded one where it names a folder that is not here. */
async function baseModelOf(adapter: string): Promise<string> {
  const file = path.join(adapter, adapterFiles.config);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new DsraError('missing', `${adapter} is no adapter folder: it has no ${adapterFiles.config}`, {
      cause,
    });
  });
  const { name } = parsed(text, file).baseModel;
  return (await isHere(name)) ? name : embeddedName;
}

function parsed(text: string, file: string): z.infer<typeof config> {
  try {
    return config.parse(JSON.parse(text));
  } catch (cause) {
    throw new DsraError('badFile', `${file} is damaged: it names no base model`, { cause });
  }
}

/** A hub name counts as here. */
async function isHere(name: string): Promise<boolean> {
  if (/^[\w-]+\/[\w.-]+$/u.test(name)) return true;
  return stat(name).then(
    () => true,
    () => false,
  );
}
