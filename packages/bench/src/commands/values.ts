import { InvalidArgumentError } from 'commander';

/** A parser of whole numbers from `least` up, for commander. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/u.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`);
  };
}

/** A parser of comma-separated whole numbers from `least` up, each at most once. */
export function wholeNumbers(least: number): (text: string) => number[] {
  const one = wholeNumber(least);
  return (text) => {
    const values = text.split(',').map((part) => one(part.trim()));
    if (new Set(values).size === values.length) return values;
    throw new InvalidArgumentError('It must name each number once.');
  };
}

/** A number above zero, `0.0027` or `2.7e-3`. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a number above 0.');
}

/** A comma-separated choice of `names`, each at most once. */
export function someOf<N extends string>(names: readonly N[]): (text: string) => N[] {
  return (text) => {
    const chosen = text.split(',').map((name) => name.trim());
    const known = chosen.filter((name): name is N => names.some((other) => other === name));
    if (known.length === chosen.length && new Set(known).size === known.length) return known;
    throw new InvalidArgumentError(`It must be one or more of ${names.join(', ')}, separated by commas.`);
  };
}

/** A prompt template: a sentence with the place of the class name, `{}`. */
export function template(text: string): string {
  if (text.split('{}').length === 2) return text;
  throw new InvalidArgumentError('It must hold {} once, where the class name goes: "a photo of a {}."');
}

/** Bytes: `500MB`, `2 GB`. */
export function bytes(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(MB|GB)$/iu.exec(text.trim());
  const value = Number(match?.[1]) * (match?.[2]?.toUpperCase() === 'GB' ? 2 ** 30 : 2 ** 20);
  if (value > 0) return value;
  throw new InvalidArgumentError('It must be a size such as 500MB or 2GB.');
}
