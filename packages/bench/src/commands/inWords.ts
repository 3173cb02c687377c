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
export function trainedLines({ recipe }: Method, count: TrainableCount): string[] {
  return [field('trained', methodInWords(recipe)), ...countLines(count)];
}

export function countLines({ total, byPart }: TrainableCount): string[] {
  const parts = Object.entries(byPart).map(([part, count]) => [`  ${part}`, thousands(count)]);
  return table([...parts, ['  parameters in all', thousands(total)]]);
}

/** `dsra (rank 50, sites attention and feedForward)`, `promptSrc with dsra (rank 50)` */
export function methodInWords(recipe: Recipe | undefined): string {
  if (!recipe) return 'a method of its own';
  if ('combine' in recipe) return Object.values(recipe.combine).map(methodInWords).join(' with ');
  const options = optionsInWords(recipe.options);
  return options === '' ? recipe.method : `${recipe.method} (${options})`;
}

/** `rank 50, words "a photo of a"` */
export function optionsInWords(options: object): string {
  return Object.entries(options)
    .map(([name, value]) => `${name} ${valueInWords(value as Json)}`)
    .join(', ');
}

export function valueInWords(value: Json): string {
  if (typeof value === 'string') return /^\w+$/u.test(value) ? value : JSON.stringify(value);
  if (Array.isArray(value)) return listInWords(value.map((item: Json) => valueInWords(item)));
  return typeof value === 'object' && value !== null ? optionsInWords(value) : String(value);
}

function listInWords(items: readonly string[]): string {
  return items.length > 4 ? `${items.slice(0, 3).join(', ')} … (${items.length})` : items.join(' and ');
}
