/**
 * A JPEG without its EXIF block, so that no browser turns it: the option that should prevent it
 * (`imageOrientation: 'none'`) is not understood alike everywhere. Other files come back as they are.
 */
export async function withoutOrientation(picture: Blob): Promise<Blob> {
  const bytes = new Uint8Array(await picture.arrayBuffer());
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return picture;
  const kept: Uint8Array<ArrayBuffer>[] = [bytes.subarray(0, 2)];
  let at = 2;
  while (bytes[at] === 0xff && isHeader(bytes[at + 1])) {
    const end = at + 2 + bytes[at + 2]! * 256 + bytes[at + 3]!;
    if (bytes[at + 1] !== 0xe1) kept.push(bytes.subarray(at, end));
    at = end;
  }
  return new Blob([...kept, bytes.subarray(at)], { type: picture.type });
}

/** Segments before the picture's data: application data, comments, tables; not the frame or the scan. */
function isHeader(marker: number | undefined): boolean {
  return marker !== undefined && (marker >= 0xe0 || marker === 0xdb);
}
