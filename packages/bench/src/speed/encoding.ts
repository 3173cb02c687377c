import type { Clip } from '@dsra/clip';
import { mergedModel } from './taught';
import type { Running } from './running';
import { timed } from './timed';
import { imageOperations } from './usefulOperations';
import { BATCH, type EncodeWork } from './work';

/** Features of pictures, on CLIP as it is or with DsRA in its weights. Takes the clip over. */
export async function startEncoding(clip: Clip, { model }: EncodeWork, adapters: string): Promise<Running> {
  const used = model === 'merged' ? await mergedModel(clip, adapters) : clip;
  const operations = imageOperations(used.config, BATCH);
  return timed(
    used,
    operations,
    (pixels) => used.encodeImage(pixels),
    () => {
      used.dispose();
    },
  );
}
