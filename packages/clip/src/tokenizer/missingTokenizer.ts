import { DsraError } from '@dsra/core';
import type { Tokenizer } from '../clip';

/** Stands in where a checkpoint has no tokenizer files: token ids still work, text is refused with the reason. */
export function missingTokenizer(reason: DsraError): Tokenizer {
  return {
    encode: (text) => {
      const hint = 'pass token ids instead of text, or add the files';
      throw new DsraError('missing', `“${text}” cannot be tokenised: ${reason.message}; ${hint}`, {
        cause: reason,
      });
    },
  };
}
