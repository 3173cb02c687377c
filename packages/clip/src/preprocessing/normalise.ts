import type { Preprocessing } from '../clip';
import type { RgbImage } from '../image';

/** (pixel / 255 − mean) / std per channel: `[H, W, 3]`, rounded to float32 at each step as torchvision does. */
export function normalise(image: RgbImage, preprocessing: Preprocessing): Float32Array {
  const [red, green, blue] = [0, 1, 2].map((channel) => levels(preprocessing, channel)) as Levels;
  const { data } = image;
  const out = new Float32Array(data.length);
  for (let i = 0; i < out.length; i += 3) {
    out[i] = red[data[i]!]!;
    out[i + 1] = green[data[i + 1]!]!;
    out[i + 2] = blue[data[i + 2]!]!;
  }
  return out;
}

type Levels = [Float32Array, Float32Array, Float32Array];

/** What each of the 256 grey levels becomes in one channel. */
function levels({ mean, std }: Preprocessing, channel: number): Float32Array {
  const f = Math.fround;
  const centre = f(mean[channel]!);
  const spread = f(std[channel]!);
  return Float32Array.from({ length: 256 }, (_, level) => f(f(f(level / 255) - centre) / spread));
}
