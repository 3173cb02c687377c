import { join } from 'node:path';
import { type Clip, createClip } from '@dsra/clip';
import { loadClip } from '@dsra/clip/node';
import { goldenFolder } from './golden';
import { recordedTokenizer } from './recordedTokenizer';

/** The tiny Clip with the tokenizer that its recorded texts give. */
export async function goldenClip(): Promise<Clip> {
  return createClip({ ...(await loadClip(join(goldenFolder, 'clip-tiny'))), tokenizer: recordedTokenizer() });
}
