import type { ClipConfig, TowerConfig } from '@dsra/clip';

/** A tensor of a random checkpoint: values around `centre`, evenly spread with this standard deviation. */
export interface RandomTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly centre: number;
  readonly deviation: number;
}

type Shape = readonly number[];

/** Close to how CLIP is initialised, so that activations neither die nor explode. */
const weight = (name: string, shape: Shape, inputs: number): RandomTensor => ({
  ...{ name, shape, centre: 0 },
  deviation: 0.5 / Math.sqrt(inputs),
});
const small = (name: string, shape: Shape): RandomTensor => ({ name, shape, centre: 0, deviation: 0.02 });

const linear = (name: string, outputs: number, inputs: number): RandomTensor[] => [
  weight(`${name}.weight`, [outputs, inputs], inputs),
  small(`${name}.bias`, [outputs]),
];

const norm = (name: string, width: number): RandomTensor[] => [
  { name: `${name}.weight`, shape: [width], centre: 1, deviation: 0.02 },
  small(`${name}.bias`, [width]),
];

function blocks(tower: string, { layers, width, feedForwardWidth }: TowerConfig): RandomTensor[] {
  return Array.from({ length: layers }, (_, layer) => {
    const name = `${tower}.encoder.layers.${layer}`;
    const attention = ['q_proj', 'k_proj', 'v_proj', 'out_proj'];
    return [
      ...norm(`${name}.layer_norm1`, width),
      ...attention.flatMap((part) => linear(`${name}.self_attn.${part}`, width, width)),
      ...norm(`${name}.layer_norm2`, width),
      ...linear(`${name}.mlp.fc1`, feedForwardWidth, width),
      ...linear(`${name}.mlp.fc2`, width, feedForwardWidth),
    ];
  }).flat();
}

/** Every tensor of `transformers`' CLIPModel. */
export function checkpointTensors({ embeddingWidth, text, vision }: ClipConfig): RandomTensor[] {
  const positions = 1 + (vision.imageSize / vision.patchSize) ** 2;
  const patch = [vision.width, 3, vision.patchSize, vision.patchSize];
  const words = 'text_model.embeddings';
  const pixels = 'vision_model.embeddings';
  return [
    { name: 'logit_scale', shape: [], centre: Math.log(100), deviation: 0 },
    small(`${words}.token_embedding.weight`, [text.vocabularySize, text.width]),
    small(`${words}.position_embedding.weight`, [text.contextLength, text.width]),
    ...blocks('text_model', text),
    ...norm('text_model.final_layer_norm', text.width),
    weight('text_projection.weight', [embeddingWidth, text.width], text.width),
    small(`${pixels}.class_embedding`, [vision.width]),
    weight(`${pixels}.patch_embedding.weight`, patch, 3 * vision.patchSize ** 2),
    small(`${pixels}.position_embedding.weight`, [positions, vision.width]),
    ...norm('vision_model.pre_layrnorm', vision.width),
    ...blocks('vision_model', vision),
    ...norm('vision_model.post_layernorm', vision.width),
    weight('visual_projection.weight', [embeddingWidth, vision.width], vision.width),
  ];
}
