import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { adapterFiles, DsraError } from '@dsra/core';
import { load, type Tuned } from '@dsra/prompts';
import { z } from 'zod';
import { few } from '../data/few';
import { field } from '../terminal/figures';
import type { Context, ModelOptions } from './context';
import { isHere } from './modelName';
import { type OpenModel, openModel } from './openModel';

export interface OpenAdapter extends OpenModel {
  readonly tuned: Tuned;
  /** Disposes the adapter and the model. */
  dispose(): void;
}

export interface AdapterOptions extends ModelOptions {
  readonly adapter: string;
}

/**
 * A saved adapter on its model: `--model`, or the one that it names. What it says beyond this version's knowledge is told.
 * @throws DsraError `missing` where that model is not here
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
    tellUnknown(context, options.adapter, tuned);
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

function tellUnknown({ out }: Context, adapter: string, { unknownKeys }: Tuned): void {
  if (unknownKeys.length === 0) return;
  const says = `${adapter} says what this version of dsra does not know: ${few(unknownKeys)}`;
  out.note(field('careful', says));
}

const config = z.object({ baseModel: z.object({ name: z.string() }) });

/** The model that an adapter names. */
async function baseModelOf(adapter: string): Promise<string> {
  const file = path.join(adapter, adapterFiles.config);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new DsraError('missing', `${adapter} is no adapter folder: it has no ${adapterFiles.config}`, {
      cause,
    });
  });
  const { name } = parsed(text, file).baseModel;
  if (await isHere(name)) return name;
  throw new DsraError('missing', `${adapter}: its base model ${name} is not here: pass --model`);
}

function parsed(text: string, file: string): z.infer<typeof config> {
  try {
    return config.parse(JSON.parse(text));
  } catch (cause) {
    throw new DsraError('badFile', `${file} is damaged: it names no base model`, { cause });
  }
}
