import type { ClipConfig } from '../config';
import { type CheckpointFiles, placeOf } from './checkpointFiles';
import { jsonOf } from './jsonOf';
import { isClipConfig, isOpenClipConfig, parseConfig } from './parseConfig';

export const CONFIG_FILES = ['config.json', 'open_clip_config.json'] as const;

/** A checkpoint's configuration file. */
export interface GivenConfig {
  readonly config: ClipConfig;
  readonly json: object;
  /** For messages. */
  readonly file: string;
  readonly openClip: boolean;
}

/** `config.json`, unless it describes something else (timm's do) and OpenCLIP's own configuration lies beside it. */
export async function readConfig(files: CheckpointFiles): Promise<GivenConfig | undefined> {
  const found: { json: unknown; file: string }[] = [];
  for (const name of CONFIG_FILES) {
    const bytes = await files.read(name);
    const file = placeOf(files, name);
    if (bytes) found.push({ json: jsonOf(bytes, file), file });
  }
  const chosen = found.find(({ json }) => isClipConfig(json)) ?? found[0];
  if (!chosen) return undefined;
  const config = parseConfig(chosen.json, chosen.file);
  const json = chosen.json as object;
  return { config, json, file: chosen.file, openClip: isOpenClipConfig(json) };
}
