/** The pattern that OpenAI's tokenizer finds words with, on lower-case text. */
const WORDS =
  "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

export const START = '<|startoftext|>';
export const END = '<|endoftext|>';

/** A byte-pair vocabulary: token → id, and the merges in their order, two tokens and a blank between. */
export interface Vocabulary {
  readonly ids: Readonly<Record<string, number>>;
  readonly merges: readonly string[];
}

/** A CLIP tokenizer as HuggingFace's `tokenizer.json` describes it; loads in `transformers` too. */
export function clipTokenizerJson({ ids, merges }: Vocabulary): object {
  const special = [START, END].map((content) => ({
    ...{ id: ids[content], content, special: true, normalized: true },
    ...{ single_word: false, lstrip: false, rstrip: false },
  }));
  return {
    ...{ version: '1.0', truncation: null, padding: null, added_tokens: special },
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
        { type: 'Split', pattern: { Regex: WORDS }, behavior: 'Removed', invert: true },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
      ],
    },
    post_processor: {
      ...{ type: 'RobertaProcessing', trim_offsets: false, add_prefix_space: false },
      ...{ cls: [START, ids[START]], sep: [END, ids[END]] },
    },
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      ...{
        type: 'BPE',
        dropout: null,
        unk_token: END,
        continuing_subword_prefix: '',
        end_of_word_suffix: '</w>',
      },
      ...{ fuse_unk: false, vocab: ids, merges },
    },
  };
}
