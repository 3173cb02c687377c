import type { Site } from '@dsra/clip';
import { DsraError, encodeSafetensors } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import type { LoraAt } from '../method';
import { disposeSetup, prepareSetup } from '../setup';
import { foldable } from '../tuned/merge';
import type { Tuned } from '../tuned/tuned';

/** The modules of HuggingFace's CLIP that a site stands for, and which columns of the fused map each has. */
const modules: Readonly<Record<Site, readonly string[]>> = {
  attentionIn: ['self_attn.q_proj', 'self_attn.k_proj', 'self_attn.v_proj'],
  attentionOut: ['self_attn.out_proj'],
  feedForwardIn: ['mlp.fc1'],
  feedForwardOut: ['mlp.fc2'],
};

/**
 * What was learned as a LoRA folder of Python's PEFT, by file name: exact, to be loaded over the same base model.
 * @throws DsraError `badInput` when the method is not made of adapters that are LoRAs, of one rank, one at each place
 */
export async function exportPeft(tuned: Tuned): Promise<Record<string, Uint8Array>> {
  const factors = tf.tidy(() => loraTensors(tuned));
  const rank = Object.values(factors.A)[0]!.shape[0];
  const stored = await Promise.all(
    Object.entries(factors).flatMap(([factor, byModule]) =>
      Object.entries(byModule).map(async ([module, tensor]) => {
        const data = (await tensor.data()) as Float32Array;
        const name = `base_model.model.${module}.lora_${factor}.weight`;
        return [name, { dtype: 'F32', shape: tensor.shape, data: data.slice() }] as const;
      }),
    ),
  );
  tf.dispose(factors);
  const config = peftConfig(tuned.clip.name, rank, Object.keys(factors.A));
  return {
    'adapter_config.json': new TextEncoder().encode(`${JSON.stringify(config, null, 2)}\n`),
    'adapter_model.safetensors': encodeSafetensors(Object.fromEntries(stored), { format: 'pt' }),
  };
}

interface FactorsByModule {
  [factor: string]: Record<string, tf.Tensor2D>;
  /** `[rank, in]` */
  A: Record<string, tf.Tensor2D>;
  /** `[out, rank]` */
  B: Record<string, tf.Tensor2D>;
}

/** The factors as PEFT stores them, transposed, by module. */
function loraTensors({ method, params, clip, classNames }: Tuned): FactorsByModule {
  // Whether classes may share a name was decided when it was tuned.
  const setup = prepareSetup(method, { clip, classNames, allowSameNames: true });
  const { text, vision } = foldable(method, params, setup);
  const wanted = (text.adapters?.length ?? 0) + (vision.adapters?.length ?? 0);
  const loras = method.lora?.(params, setup) ?? [];
  disposeSetup(setup);
  if (loras.length === 0 || loras.length !== wanted) {
    throw new DsraError(
      'badInput',
      'this method has no adapters, or adapters that cannot be written as LoRAs',
    );
  }
  const parts = loras.flatMap(modulesOf);
  checkOneEach(parts);
  return {
    A: Object.fromEntries(parts.map(({ module, A }) => [module, A])),
    B: Object.fromEntries(parts.map(({ module, B }) => [module, B])),
  };
}

/** A PEFT folder has one adapter for each module, and one rank for all. */
function checkOneEach(parts: readonly { module: string; A: tf.Tensor2D }[]): void {
  const names = parts.map(({ module }) => module);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  const ranks = [...new Set(parts.map(({ A }) => A.shape[0]))];
  const problem =
    twice !== undefined
      ? `two adapters at ${twice}`
      : ranks.length > 1
        ? `adapters of ranks ${ranks.join(' and ')}`
        : '';
  if (problem === '') return;
  throw new DsraError(
    'badInput',
    `this method has ${problem}, which a PEFT folder cannot hold: merge it instead`,
  );
}

/** One LoRA per module: the columns of a fused map are divided among its modules. */
function modulesOf({
  tower,
  layer,
  site,
  factors,
}: LoraAt): { module: string; A: tf.Tensor2D; B: tf.Tensor2D }[] {
  const names = modules[site];
  const A = tf.transpose(factors.A);
  const columns = tf.split<tf.Tensor2D>(tf.transpose(factors.B), names.length);
  return names.map((name, i) => ({
    module: `${tower}_model.encoder.layers.${layer}.${name}`,
    A,
    B: columns[i]!,
  }));
}

function peftConfig(baseModel: string, rank: number, adapted: readonly string[]) {
  return {
    peft_type: 'LORA',
    base_model_name_or_path: baseModel,
    task_type: null,
    inference_mode: true,
    r: rank,
    // Scale alpha / r = 1.
    lora_alpha: rank,
    lora_dropout: 0,
    bias: 'none',
    fan_in_fan_out: false,
    target_modules: adapted,
  };
}
