import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { architectures, type ClipConfig } from '@dsra/clip';
import type { StartOurs } from '../speed/ourProcess';
import { ensureRandomCheckpoint } from '../speed/randomCheckpoint';
import type { SpeedMode } from '../speed/speedModes';

export type Axis = 'classes' | 'resolution' | 'layers';

/** What one training step costs at one point. */
export interface GrowthPoint {
  readonly axis: Axis;
  readonly value: number;
  readonly method: string;
  readonly milliseconds: readonly number[];
  readonly peakMemoryBytes: number;
}

export interface GrowthOptions {
  readonly methods: readonly string[];
  readonly mode: SpeedMode;
  readonly repeats: number;
  readonly start: StartOurs;
  readonly values: Readonly<Record<Axis, readonly number[]>>;
  readonly onLine: (line: string) => void;
}

const base = architectures['ViT-B/16'];
/** Of the points of the other axes. */
const CLASSES = 10;

/** The architecture at a point: ViT-B/16 but for what the axis changes. */
export function configAt(axis: Axis, value: number): ClipConfig {
  if (axis === 'resolution') return { ...base, vision: { ...base.vision, imageSize: value } };
  if (axis === 'layers') {
    return { ...base, text: { ...base.text, layers: value }, vision: { ...base.vision, layers: value } };
  }
  return base;
}

/** Steps at every point, each in a process of its own, so that its memory is its own too. */
export async function measureGrowth(options: GrowthOptions): Promise<GrowthPoint[]> {
  const { methods, mode, repeats, start, values, onLine } = options;
  const points: GrowthPoint[] = [];
  const folder = await mkdtemp(path.join(tmpdir(), 'dsra-growth-'));
  try {
    for (const axis of Object.keys(values) as Axis[]) {
      for (const value of values[axis]) {
        const model = path.join(folder, axis === 'classes' ? axis : `${axis}-${value}`);
        await ensureRandomCheckpoint(model, configAt(axis, value));
        for (const method of methods) {
          const work = { kind: 'step', method, classes: axis === 'classes' ? value : CLASSES } as const;
          const running = await start({ work, mode, model, adapters: folder });
          const milliseconds: number[] = [];
          let peakMemoryBytes = 0;
          try {
            for (let i = 0; i < repeats; i++) {
              const lap = await running.run();
              milliseconds.push(lap.milliseconds);
              peakMemoryBytes = lap.peakMemoryBytes;
            }
          } finally {
            await running.stop();
          }
          points.push({ axis, value, method, milliseconds, peakMemoryBytes });
          onLine(`${axis} ${value}, ${method}: ${milliseconds.map(Math.round).join(', ')} ms`);
        }
        if (axis !== 'classes') await rm(model, { recursive: true });
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return points;
}
