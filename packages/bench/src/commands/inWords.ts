import type { ClipConfig } from '@dsra/clip';
import type { Json, Method, Recipe, TrainableCount } from '@dsra/prompts';
import { field, thousands } from '../terminal/figures';
import { table } from '../terminal/table';

/** `image tower 12 × 768 (224 px in patches of 16), text tower 12 × 512 (77 tokens), embedding 512` */
export function modelInWords({ vision, text, embeddingWidth }: ClipConfig): string {
  const image = `image tower ${vision.layers} × ${vision.width} (${vision.imageSize} px in patches of ${vision.patchSize})`;
  return `${image}, text tower ${text.layers} × ${text.width} (${text.contextLength} tokens), embedding ${embeddingWidth}`;
}

/** What is trained and how many parameters each part has. */
export function trainedLines({ recipe }: Method, { total, byPart }: TrainableCount): string[] {
  const parts = Object.entries(byPart).map(([part, count]) => [`  ${part}`, thousands(count)]);
  return [
    field('trained', recipe ? methodInWords(recipe) : 'a method of its own'),
    ...table([...parts, ['  parameters in all', thousands(total)]]),
  ];
}

/** `dsra (rank 50, sites attention and feedForward)` */
export function methodInWords(recipe: Recipe): string {
  if ('combine' in recipe) return Object.values(recipe.combine).map(methodInWords).join(' with ');
  const options = Object.entries(recipe.options).map(([name, value]) => `${name} ${valueInWords(value)}`);
  return options.length > 0 ? `${recipe.method} (${options.join(', ')})` : recipe.method;
}

function valueInWords(value: Json): string {
  if (Array.isArray(value)) return listInWords(value.map(String));
  return typeof value === 'object' && value !== null ? optionsInWords(value) : String(value);
}

function listInWords(items: readonly string[]): string {
  return items.length > 4 ? `${items.slice(0, 3).join(', ')} … (${items.length})` : items.join(' and ');
}

function optionsInWords(value: object): string {
  return Object.entries(value)
    .map(([name, option]) => `${name} ${valueInWords(option as Json)}`)
    .join(', ');
}
