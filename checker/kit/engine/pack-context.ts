import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';

/**
 * A build context as `docker build` sends it: the files that .dockerignore leaves, and always the Dockerfile and .dockerignore
 * themselves, which the engine needs and takes out again where they are ignored.
 */
export function packContext(folder: string, files: readonly string[]): Readable {
  const context = pack();
  for (const name of new Set([...files, 'Dockerfile', '.dockerignore'])) {
    const content = read(join(folder, name));
    if (content === null) continue;
    // A snapshot keeps no modes, and scripts must be able to start.
    const mode = content.subarray(0, 2).toString('latin1') === '#!' ? 0o755 : 0o644;
    context.entry({ name, mode, mtime: new Date(0) }, content);
  }
  context.finalize();
  return Readable.from(context as AsyncIterable<Buffer>);
}

function read(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}
