/** What the system says of a file or folder that it does not open: one line, which names it. Any other error is thrown again. */
export function unreadable(error: unknown): string {
  const { syscall, message } = error as NodeJS.ErrnoException;
  if (syscall === undefined) throw error;
  return `cannot be read: ${message}`;
}
