import type { Random } from '@dsra/core';
import type { Scene } from '../scene';

/** The part that a task plays among the paper's data sets. */
export type Role = 'easy' | 'fine-grained' | 'textures' | 'far' | 'arrangements';

/** A few-shot task drawn by the project itself. */
export interface Task {
  /** A word for folders and tables. */
  readonly name: string;
  readonly role: Role;
  /** For people: what its pictures show. */
  readonly about: string;
  readonly classNames: readonly string[];
  /** `{}` is the class name's place. */
  readonly template: string;
  /** One picture of a class. */
  readonly draw: (label: number, random: Random) => Scene;
}
