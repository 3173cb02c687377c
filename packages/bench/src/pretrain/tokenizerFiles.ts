import { CONTEXT_LENGTH } from './architecture';
import { type BytePairs, END, START, WORD } from './bytePair';

/** The files of CLIP's tokenizer in the HuggingFace layout, by name. */
export function tokenizerFiles(
  pairs: BytePairs,
  contextLength = CONTEXT_LENGTH,
): Readonly<Record<string, string>> {
  const ids = Object.fromEntries(pairs.vocabulary.map((token, id) => [token, id]));
  const lines = pairs.merges.map(([a, b]) => `${a} ${b}`);
  return {
    'vocab.json': JSON.stringify(ids),
    'merges.txt': ['#version: 0.2', ...lines, ''].join('\n'),
    'tokenizer.json': `${JSON.stringify(tokenizerJson(ids, lines))}\n`,
    'tokenizer_config.json': `${JSON.stringify(tokenizerConfig(contextLength), null, 2)}\n`,
    'special_tokens_map.json': `${JSON.stringify(specialTokens, null, 2)}\n`,
  };
}

const specialTokens = { bos_token: START, eos_token: END, pad_token: END, unk_token: END };

const tokenizerConfig = (contextLength: number) => ({
  ...specialTokens,
  add_prefix_space: false,
  do_lower_case: true,
  model_max_length: contextLength,
  tokenizer_class: 'CLIPTokenizer',
});

function tokenizerJson(ids: Readonly<Record<string, number>>, merges: readonly string[]) {
  const [start, end] = [ids[START]!, ids[END]!];
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [special(start, START), special(end, END)],
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'NFC' },
        { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
        { type: 'Lowercase' },
      ],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: WORD }, behavior: 'Removed', invert: true },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
      ],
    },
    post_processor: {
      type: 'RobertaProcessing',
      sep: [END, end],
      cls: [START, start],
      trim_offsets: false,
      add_prefix_space: false,
    },
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: END,
      continuing_subword_prefix: '',
      end_of_word_suffix: '</w>',
      fuse_unk: false,
      vocab: ids,
      merges,
    },
  };
}

const special = (id: number, content: string) => ({
  id,
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: true,
});
