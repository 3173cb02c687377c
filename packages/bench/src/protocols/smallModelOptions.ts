import type { Json, MethodEntry } from '@dsra/prompts';

/** What a method does otherwise on a small model, for whatever protocol; its paper's options for a protocol come after. */
export const smallModelOptions = ({ options }: MethodEntry): Readonly<Record<string, Json>> =>
  Object.fromEntries(
    Object.entries(options).flatMap(([name, { onSmallModels }]) =>
      onSmallModels === undefined ? [] : [[name, onSmallModels] as const],
    ),
  );
