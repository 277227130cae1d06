import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Builds the supervisor into one file, so that nothing of the repository is needed in the container. */
export async function buildSupervisor(folder: string): Promise<string> {
  const outfile = join(folder, 'supervisor.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('./supervisor/main.ts', import.meta.url))],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    logLevel: 'silent',
  });
  return outfile;
}
