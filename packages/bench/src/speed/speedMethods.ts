import type { ClipConfig } from '@dsra/clip';
import { dsra, dsraPromptSrc, type Method, methodNamed, promptSrc } from '@dsra/prompts';

/** A method to measure. */
export interface SpeedMethod {
  readonly method: Method;
  /** Of its adapters; nothing where it has none that are known here. */
  readonly rank?: number;
}

/** The papers' rank, or as much of it as the towers are wide. */
const rankFor = ({ text, vision }: ClipConfig): number => Math.min(50, text.width, vision.width);

/** One sentence a class and not sixty: the teacher of the classes is made once and no part of a step. */
const teacherTemplates = 'a photo of a {}.';

/** What differs from the method by its name alone. */
const special: Readonly<Record<string, (config: ClipConfig) => SpeedMethod>> = {
  dsra: (config) => {
    const rank = rankFor(config);
    return { method: dsra({ rank }), rank };
  },
  promptSrc: () => ({ method: promptSrc({ teacherTemplates }) }),
  dsraPromptSrc: (config) => {
    const rank = rankFor(config);
    return { method: dsraPromptSrc({ rank, teacherTemplates }), rank };
  },
};

/** A method by its name in the table, as its paper has it. */
export const speedMethod = (name: string, config: ClipConfig): SpeedMethod =>
  special[name]?.(config) ?? { method: methodNamed(name) };
