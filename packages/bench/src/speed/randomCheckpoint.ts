import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClipConfig, TowerConfig } from '@dsra/clip';
import { readFolder, safetensorsWriter, writeFilesAtomically } from '@dsra/core/node';
import { embeddedModel } from '../embeddedModel';
import { checkpointTensors, type RandomTensor } from './checkpointTensors';

const TOKENIZER_FILES = [
  'vocab.json',
  'merges.txt',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
];

/**
 * Writes a CLIP of this architecture with random weights: the HuggingFace layout with the embedded model's tokenizer.
 * The same seed gives the same bytes. Weights are made and written one by one, so memory holds one of them.
 * @throws DsraError `unwritable`
 */
export async function writeRandomCheckpoint(folder: string, config: ClipConfig, seed = 1): Promise<void> {
  const random = uniform(seed);
  const tensors = checkpointTensors(config).map((tensor) => ({
    ...{ name: tensor.name, shape: tensor.shape, dtype: 'F32' as const },
    bytes: () => bytesOf(tensor, random),
  }));
  await writeFilesAtomically(folder, {
    'model.safetensors': safetensorsWriter(tensors, { format: 'pt' }),
    'preprocessor_config.json': json({ size: config.vision.imageSize, crop_size: config.vision.imageSize }),
    ...(await readFolder(embeddedModel(), TOKENIZER_FILES)),
    'config.json': json(huggingFaceConfig(config)),
  });
}

/** The same, unless the folder holds a checkpoint of this architecture already. */
export async function ensureRandomCheckpoint(folder: string, config: ClipConfig): Promise<void> {
  const file = join(folder, 'config.json');
  if (existsSync(file) && readFileSync(file, 'utf8') === json(huggingFaceConfig(config))) return;
  await writeRandomCheckpoint(folder, config);
}

const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;

function bytesOf({ shape, centre, deviation }: RandomTensor, random: () => number): Uint8Array {
  const values = new Float32Array(shape.reduce((size, n) => size * n, 1));
  const spread = deviation * Math.sqrt(12);
  for (let i = 0; i < values.length; i++) values[i] = centre + spread * (random() - 0.5);
  return new Uint8Array(values.buffer);
}

/** Marsaglia's 32-bit xorshift: numbers from 0 to 1, quickly; 150 million of them are needed. */
function uniform(seed: number): () => number {
  let state = (seed * 0x9e3779b1) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const towerConfig = (config: TowerConfig) => ({
  hidden_size: config.width,
  intermediate_size: config.feedForwardWidth,
  num_hidden_layers: config.layers,
  num_attention_heads: config.heads,
  hidden_act: config.activation === 'gelu' ? 'gelu' : 'quick_gelu',
  layer_norm_eps: config.layerNormEpsilon,
});

const huggingFaceConfig = ({ embeddingWidth, text, vision }: ClipConfig) => ({
  model_type: 'clip',
  architectures: ['CLIPModel'],
  projection_dim: embeddingWidth,
  text_config: {
    ...towerConfig(text),
    vocab_size: text.vocabularySize,
    max_position_embeddings: text.contextLength,
  },
  vision_config: { ...towerConfig(vision), image_size: vision.imageSize, patch_size: vision.patchSize },
});
