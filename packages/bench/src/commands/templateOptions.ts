import { defaultTemplate, type Method, type Recipe } from '@dsra/prompts';

/** The options that have `dsra zero-shot` write the classes as a method does: none for the default sentence. */
export function templateOptions({ recipe }: Pick<Method, 'recipe'>): string[] {
  const template = templateOf({ recipe });
  return template === undefined || template === defaultTemplate ? [] : ['--template', template];
}

/** The sentence around the class names, of a method that was given one. */
export function templateOf({ recipe }: { readonly recipe?: Recipe | undefined }): string | undefined {
  return recipe && templateIn(recipe);
}

function templateIn(recipe: Recipe): string | undefined {
  if ('combine' in recipe)
    return Object.values(recipe.combine)
      .map(templateIn)
      .find((found) => found !== undefined);
  const { template } = recipe.options;
  return typeof template === 'string' ? template : undefined;
}
