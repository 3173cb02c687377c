import { type StartContext } from './candidate';
import { isSoftwareRenderer } from './softwareRenderer';
import { tryPackage } from './optionalPackage';

/** As much of WebGPU as is asked before TensorFlow.js takes over. */
interface Gpu {
  requestAdapter(options: { powerPreference: 'high-performance' }): Promise<Adapter | null>;
}
interface Adapter {
  readonly isFallbackAdapter?: boolean;
  readonly info: Readonly<Partial<Record<'vendor' | 'architecture' | 'device' | 'description', string>>>;
}
interface Dawn {
  readonly create: (flags: string[]) => Gpu;
  readonly globals: object;
}

export interface GraphicsAdapter {
  readonly name: string;
  readonly software: boolean;
}

/** Puts Dawn where a browser has WebGPU: TensorFlow.js looks at `navigator.gpu` and at the global constants. */
function installDawn({ create, globals }: Dawn): Gpu {
  const gpu = create([]);
  Object.assign(globalThis, globals);
  const navigator = { userAgent: 'node', gpu };
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true, writable: true });
  return gpu;
}

/** What installing Dawn changed is undone by what this gives. */
function rememberNavigator(): () => void {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  return () => {
    if (before) Object.defineProperty(globalThis, 'navigator', before);
    else Reflect.deleteProperty(globalThis, 'navigator');
  };
}

async function describe(gpu: Gpu): Promise<GraphicsAdapter | string> {
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return 'WebGPU finds no graphics adapter';
  const { vendor, architecture, device, description } = adapter.info;
  const name =
    description || [vendor, architecture, device].filter(Boolean).join(' ') || 'an unnamed adapter';
  const everything = [vendor, architecture, device, description].join(' ');
  return { name, software: adapter.isFallbackAdapter === true || isSoftwareRenderer(everything) };
}

const present = () => (globalThis as { navigator?: { gpu?: Gpu } }).navigator?.gpu;

/** The adapter that WebGPU would use, if `accept` takes it; otherwise, or where there is none, the reason. */
export async function graphicsAdapter(
  { inNode, load }: StartContext,
  accept: (adapter: GraphicsAdapter) => string | undefined,
): Promise<GraphicsAdapter | string> {
  const judged = async (gpu: Gpu) => {
    const adapter = await describe(gpu);
    return typeof adapter === 'string' ? adapter : (accept(adapter) ?? adapter);
  };
  const gpu = present();
  if (gpu) return judged(gpu);
  if (!inNode) return 'this browser has no WebGPU';
  const dawn = await tryPackage(load, 'webgpu');
  if ('failure' in dawn) return dawn.failure;
  const restore = rememberNavigator();
  const adapter = await judged(installDawn(dawn.module as Dawn));
  if (typeof adapter === 'string') restore();
  return adapter;
}
