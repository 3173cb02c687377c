/** What the system refuses, in words; the rest of its errors would be our bugs. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'no permission',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be too large',
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
  EEXIST: 'it exists already',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'links go round in circles',
  EMFILE: 'too many open files',
  EIO: 'the disk does not answer',
};

interface SystemError {
  readonly code: string;
  readonly path?: string;
  readonly syscall?: string;
}

/** Why the operating system refused; undefined for any other error. */
export function systemReason(error: unknown): string | undefined {
  return isSystemError(error) ? reasons[error.code] : undefined;
}

/** The same as a line that says where. */
export function systemErrorLine(error: unknown): string | undefined {
  const reason = systemReason(error);
  if (reason === undefined || !isSystemError(error)) return undefined;
  return `${error.path ?? error.syscall ?? error.code}: ${reason}`;
}

/** By its shape: errors of Node's modules are not always `instanceof Error` of this realm. */
function isSystemError(error: unknown): error is SystemError {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';
}
