/** CLIP ViT-B/16 with OpenAI's weights: the model of all published numbers. */
export const papersModel = 'openai/clip-vit-base-patch16';

/**
 * By its name on the hub, or a folder that is called so. Other weights of the same size (LAION's, say) are another model.
 * Of two parts with nothing before them it is a name on the hub, and only OpenAI's is meant.
 */
export function isPapersModel(model: string): boolean {
  if (model === papersModel) return true;
  const isOtherHubName = /^\w[\w.-]*\/[\w.-]+$/u.test(model);
  return !isOtherHubName && lastPart(model) === lastPart(papersModel);
}

const lastPart = (model: string): string | undefined =>
  model
    .split(/[/\\]/u)
    .filter((part) => part !== '')
    .at(-1);
