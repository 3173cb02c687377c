import type { Json } from '@dsra/prompts';
import { InvalidArgumentError } from 'commander';

/** `--set promptSrc.textDepth=3` */
export interface Setting {
  /** As it was typed. */
  readonly written: string;
  /** Whose option it is, as it was typed. */
  readonly method?: string;
  readonly option: string;
  readonly value: Json;
}

/** A parser of one more `--set` for commander. The value is JSON where it reads as JSON, else the text itself. */
export function setting(text: string, before: readonly Setting[] = []): Setting[] {
  const [, method, option, value] = /^(?:([^.=]+)\.)?([^.=]+)=(.*)$/su.exec(text) ?? [];
  if (option === undefined || value === undefined) {
    throw new InvalidArgumentError('It must be name=value or method.name=value: promptSrc.textDepth=3.');
  }
  const written = `--set ${text}`;
  return [...before, { written, ...(method !== undefined && { method }), option, value: jsonOr(value) }];
}

function jsonOr(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** Comma-separated names; the option may be given several times. */
export function namesIn(text: string, before: readonly string[] = []): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.every((name) => name !== '')) return [...before, ...names];
  throw new InvalidArgumentError('It must be names, separated by commas.');
}
