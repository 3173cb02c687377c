import type { Preprocessing } from '../clip';
import type { RgbImage } from '../image';

/** (pixel / 255 − mean) / std per channel: `[H, W, 3]`, rounded to float32 at each step as torchvision does. */
export function normalise(image: RgbImage, preprocessing: Preprocessing): Float32Array {
  const [red, green, blue] = levelsOf(preprocessing);
  const { data } = image;
  const out = new Float32Array(data.length);
  for (let i = 0; i < out.length; i += 3) {
    out[i] = red[data[i]!]!;
    out[i + 1] = green[data[i + 1]!]!;
    out[i + 2] = blue[data[i + 2]!]!;
  }
  return out;
}

type Levels = readonly [Float32Array, Float32Array, Float32Array];

const known = new WeakMap<Preprocessing, Levels>();

/** Of all channels; worked out once. */
function levelsOf(preprocessing: Preprocessing): Levels {
  let levels = known.get(preprocessing);
  if (!levels) {
    levels = [0, 1, 2].map((channel) => levelsIn(preprocessing, channel)) as unknown as Levels;
    known.set(preprocessing, levels);
  }
  return levels;
}

/** What each of the 256 grey levels becomes in one channel. */
function levelsIn({ mean, std }: Preprocessing, channel: number): Float32Array {
  const f = Math.fround;
  const centre = f(mean[channel]!);
  const spread = f(std[channel]!);
  return Float32Array.from({ length: 256 }, (_, level) => f(f(f(level / 255) - centre) / spread));
}
