const software = /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render|\bwarp\b/i;

/** Whether a graphics driver computes on the processor: correct, and slower than anything else here. */
export function isSoftwareRenderer(description: string): boolean {
  return software.test(description);
}
