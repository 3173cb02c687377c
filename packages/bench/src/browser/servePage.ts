import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';

export interface PageFiles {
  /** The page's only script. */
  readonly script: string;
  /** Folders whose files lie under `/<name>/`. */
  readonly folders: Readonly<Record<string, string | undefined>>;
  /** Cross-origin isolated: what threads need. */
  readonly isolated?: boolean;
  /** A content security policy. */
  readonly policy?: string | undefined;
}

export interface PageServer {
  readonly address: string;
  close(): void;
}

/** A server of one page on a free port of this machine. */
export async function servePage(files: PageFiles): Promise<PageServer> {
  const { script, folders, isolated = false, policy } = files;
  const server = createServer((request, response) => {
    if (isolated) {
      response.setHeader('cross-origin-opener-policy', 'same-origin');
      response.setHeader('cross-origin-embedder-policy', 'require-corp');
    }
    if (policy !== undefined) response.setHeader('content-security-policy', policy);
    const path = request.url ?? '/';
    if (path === '/page.js') return response.setHeader('content-type', 'text/javascript').end(script);
    if (path === '/') {
      return response.setHeader('content-type', 'text/html').end('<script src="/page.js"></script>');
    }
    const folder = folders[path.split('/')[1]!];
    const file = folder === undefined ? '' : join(folder, basename(path));
    if (!existsSync(file)) return response.writeHead(404).end();
    const type = file.endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream';
    return response.setHeader('content-type', type).end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/`,
    close: () => {
      server.close();
    },
  };
}
