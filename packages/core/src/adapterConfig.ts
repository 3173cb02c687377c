import { DsraError } from './errors';
import { isRecord } from './isRecord';

/** What `adapter_config.json` says. Keys that this version does not know are kept. */
export interface AdapterConfig {
  readonly format: 'dsra';
  /** Of the folder's form; a reader refuses a newer one. */
  readonly version: 1;
  /** The library that wrote it. */
  readonly libraryVersion: string;
  /** The method's configuration, as its package reads it. */
  readonly method: unknown;
  /** The model it was trained on: its name, and a fingerprint of its architecture. */
  readonly baseModel: { readonly name: string; readonly fingerprint: string };
  readonly classNames?: readonly string[];
  /** How it was trained, as the method's package reads it. */
  readonly training?: unknown;
  readonly [unknownKey: string]: unknown;
}

/** The version of this library. */
export const libraryVersion = '0.1.0';

const newestVersion = 1;
const knownKeys = ['format', 'version', 'libraryVersion', 'method', 'baseModel', 'classNames', 'training'];

/** A configuration as this version of the library writes it. */
export function adapterConfig(
  about: Pick<AdapterConfig, 'method' | 'baseModel' | 'classNames' | 'training'>,
): AdapterConfig {
  return { format: 'dsra', version: newestVersion, libraryVersion, ...about };
}

/**
 * Checks what was read from a file.
 * @param name the file, for messages
 * @throws DsraError `badFile`, with everything that is wrong in one line
 */
export function parseAdapterConfig(
  json: unknown,
  name: string,
): { config: AdapterConfig; unknownKeys: string[] } {
  if (!isRecord(json)) throw new DsraError('badFile', `${name} is no JSON object`);
  if (json.format !== 'dsra') throw new DsraError('badFile', `${name} ${notOurs(json)}`);
  checkVersion(json.version, name);
  const wrong = problems(json);
  if (wrong.length > 0) throw new DsraError('badFile', `${name} is damaged: ${wrong.join('; ')}`);
  const unknownKeys = [
    ...Object.keys(json).filter((key) => !knownKeys.includes(key)),
    ...Object.keys(json.baseModel as object)
      .filter((key) => key !== 'name' && key !== 'fingerprint')
      .map((key) => `baseModel.${key}`),
  ];
  return { config: json as unknown as AdapterConfig, unknownKeys };
}

function notOurs(json: Record<string, unknown>): string {
  const kind = typeof json.peft_type === 'string' ? `a PEFT ${json.peft_type} adapter` : 'something else';
  return `describes ${kind}: expected "format": "dsra"`;
}

function checkVersion(version: unknown, name: string): void {
  if (!Number.isInteger(version) || (version as number) < 1) {
    throw new DsraError(
      'badFile',
      `${name} is damaged: version must be a whole number from 1, got ${JSON.stringify(version)}`,
    );
  }
  if ((version as number) > newestVersion) {
    throw new DsraError(
      'badFile',
      `${name} has version ${version as number}; this library, ${libraryVersion}, reads up to ${newestVersion}: update it`,
    );
  }
}

function problems({ libraryVersion, method, baseModel, classNames }: Record<string, unknown>): string[] {
  const model = isRecord(baseModel) ? baseModel : {};
  const checks: readonly [boolean, string][] = [
    [typeof libraryVersion === 'string', 'libraryVersion must be a text'],
    [method !== undefined, 'method is missing'],
    [typeof model.name === 'string', 'baseModel.name must be a text'],
    [typeof model.fingerprint === 'string', 'baseModel.fingerprint must be a text'],
    [classNames === undefined || isListOfTexts(classNames), 'classNames must be a list of texts'],
  ];
  return checks.filter(([holds]) => !holds).map(([, line]) => line);
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
