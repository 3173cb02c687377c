import type { AdapterConfig } from '@dsra/core';

/** What an adapter's configuration says and this version does not know: it is written again as it was. */
export interface Foreign {
  /** As `decodeAdapter` names them: `note`, `baseModel.url`. */
  readonly keys: readonly string[];
  readonly config: Readonly<Record<string, unknown>>;
  readonly baseModel: Readonly<Record<string, unknown>>;
}

export const nothingForeign: Foreign = { keys: [], config: {}, baseModel: {} };

export function foreignOf(config: AdapterConfig, keys: readonly string[]): Foreign {
  const among = (record: object, prefix: string) =>
    Object.fromEntries(Object.entries(record).filter(([key]) => keys.includes(prefix + key)));
  return { keys, config: among(config, ''), baseModel: among(config.baseModel, 'baseModel.') };
}
