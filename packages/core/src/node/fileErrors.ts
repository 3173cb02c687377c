import { DsraError } from '../errors';

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a file is in its place',
  EISDIR: 'it is a folder',
  ENOENT: 'it does not exist',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many files are open',
};

/** A failed write as one line: `code` `unwritable`. */
export function unwritable(path: string, cause: unknown): DsraError {
  return new DsraError('unwritable', `cannot write ${path}: ${fileReason(cause)}`, { cause });
}

/** A failed read as one line: `code` `missing` or `badFile`. */
export function unreadable(path: string, cause: unknown): DsraError {
  const code = codeOf(cause) === 'ENOENT' ? 'missing' : 'badFile';
  return new DsraError(code, `cannot read ${path}: ${fileReason(cause)}`, { cause });
}

/** Why the system refused, in words: "permission denied"; its code where there are none. */
export function fileReason(cause: unknown): string {
  const code = codeOf(cause);
  return (code && reasons[code]) ?? (code || String(cause));
}

function codeOf(cause: unknown): string {
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
}
