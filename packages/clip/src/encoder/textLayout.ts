/**
 * Which tokens the text tower computes, and in which row.
 *
 * Attention is causal, so nothing behind a prompt's end token can change its feature: prompts end there, not at 77.
 * The states of a prefix that all prompts share do not depend on the prompt: it stands once, in the first rows.
 * The rest of each prompt (its suffix) is packed with others into blocks of equal length, with a mask that keeps
 * prompts apart: few, larger matrix products and almost no padding.
 */
export interface TextLayout {
  /** How often every prompt stands in the rows: once, or once per image where vectors differ by image. */
  readonly groups: number;
  /** Rows of the shared prefix of one group. All groups' prefixes come first, then all groups' blocks. */
  readonly prefix: number;
  /** Of one group. */
  readonly blocks: number;
  readonly blockLength: number;
  /** Token id of every row; padding rows hold 0. */
  readonly ids: Int32Array;
  /** Position of every row in its prompt. */
  readonly positions: Int32Array;
  /** `[blocks, blockLength, blockLength]`, the same for all groups: 0 where a row may look, −1e9 where not. */
  readonly blockMask: Float32Array;
  /** Row of each prompt's end token, group by group. */
  readonly endRows: Int32Array;
  /** Row of a position of a prompt. */
  readonly rowOf: (prompt: number, position: number, group: number) => number;
}

/** exp(−1e9 − max) is exactly 0 in float32, without the NaN of −∞ − −∞. */
export const MASKED = -1e9;

/**
 * Suffixes are packed into blocks of at least this many rows: below it, products are too small to be fast. Longer ones
 * are taken where fewer rows stay empty.
 */
const BLOCK_LENGTHS = [32, 40, 48, 64];

export interface LayoutOptions {
  /** Positions from here on may differ between prompts even where the ids agree. */
  readonly sharedUpTo?: number;
  readonly groups?: number;
}

/** @param prompts token ids of each prompt, start token first, end token last */
export function textLayout(
  prompts: readonly (readonly number[])[],
  { sharedUpTo = Infinity, groups = 1 }: LayoutOptions = {},
): TextLayout {
  const prefix = Math.min(commonPrefix(prompts), sharedUpTo);
  const suffixLengths = prompts.map((ids) => ids.length - prefix);
  const { blocks, blockLength, starts } = packed(suffixLengths);
  const rows = groups * (prefix + blocks * blockLength);
  const rowOf = (prompt: number, position: number, group: number): number =>
    position < prefix
      ? group * prefix + position
      : groups * prefix + group * blocks * blockLength + starts[prompt]! + position - prefix;
  const [ids, positions] = [new Int32Array(rows), new Int32Array(rows)];
  const endRows: number[] = [];
  for (let group = 0; group < groups; group++) {
    prompts.forEach((tokens, prompt) => {
      tokens.forEach((id, position) => {
        const row = rowOf(prompt, position, group);
        ids[row] = id;
        positions[row] = position;
      });
      endRows.push(rowOf(prompt, tokens.length - 1, group));
    });
  }
  return {
    groups,
    prefix,
    blocks,
    blockLength,
    ids,
    positions,
    blockMask: blockMask(starts, suffixLengths, blocks, blockLength),
    endRows: Int32Array.from(endRows),
    rowOf,
  };
}

/** How many tokens all prompts (one at least) begin with: computed once for all; the end token never belongs to it. */
export function commonPrefix(prompts: readonly (readonly number[])[]): number {
  const first = prompts[0]!;
  const shortest = Math.min(...prompts.map((ids) => ids.length));
  let length = 0;
  while (length < shortest - 1 && prompts.every((ids) => ids[length] === first[length])) length++;
  return length;
}

interface Packing {
  readonly blocks: number;
  readonly blockLength: number;
  /** Counted from the first suffix row. */
  readonly starts: Int32Array;
}

/** The packing with the fewest rows; of two, the one with shorter blocks. */
function packed(lengths: readonly number[]): Packing {
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const longest = Math.max(...lengths);
  const candidates = BLOCK_LENGTHS.map((least) =>
    packedInto(Math.max(longest, Math.min(total, least)), lengths),
  );
  const rows = ({ blocks, blockLength }: Packing) => blocks * blockLength;
  return candidates.reduce((best, other) => (rows(other) < rows(best) ? other : best));
}

/** First-fit-decreasing bin packing. */
function packedInto(blockLength: number, lengths: readonly number[]): Packing {
  const used: number[] = [];
  const starts = new Int32Array(lengths.length);
  const longestFirst = lengths.map((_, i) => i).sort((a, b) => lengths[b]! - lengths[a]!);
  for (const prompt of longestFirst) {
    const length = lengths[prompt]!;
    let block = used.findIndex((rows) => rows + length <= blockLength);
    if (block < 0) block = used.push(0) - 1;
    starts[prompt] = block * blockLength + used[block]!;
    used[block]! += length;
  }
  return { blocks: used.length, blockLength, starts };
}

/** A row sees itself and what stands before it in its own prompt. */
function blockMask(
  starts: Int32Array,
  lengths: readonly number[],
  blocks: number,
  blockLength: number,
): Float32Array {
  const mask = new Float32Array(blocks * blockLength * blockLength).fill(MASKED);
  for (let row = 0; row < blocks * blockLength; row++) mask[row * blockLength + (row % blockLength)] = 0;
  lengths.forEach((length, prompt) => {
    const start = starts[prompt]!;
    const column = start % blockLength;
    for (let i = 0; i < length; i++) {
      const rowStart = (start + i) * blockLength;
      mask.fill(0, rowStart + column, rowStart + column + i + 1);
    }
  });
  return mask;
}
