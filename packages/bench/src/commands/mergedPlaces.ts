/** What `dsra merge` writes into its folder, besides the configuration and the tokenizer of the checkpoint. */
export const mergedPlaces = {
  weights: 'model.safetensors',
  weightsIndex: 'model.safetensors.index.json',
  /** An adapter folder on the merged weights. */
  prompts: 'prompts',
  classifier: 'classifier.safetensors',
} as const;
