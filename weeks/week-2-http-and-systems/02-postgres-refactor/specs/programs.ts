import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const cwd = fileURLToPath(new URL('..', import.meta.url));

/** Runs `src/migrate.ts` to its end. */
export async function migrate(url: string, command: string) {
  const child = execFile(process.execPath, ['src/migrate.ts', command], { cwd, env: environment(url) });
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr?.on('data', (text: string) => {
    output.stderr += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...output };
}

/** Your service as a process, on a port of its own. */
export async function startService(url: string, more: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd,
    env: { ...environment(url), PORT: '0', ...more },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await listening(child);
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The port of the listening line. The rest of the output is read as well, or the pipe would fill. */
function listening(child: ChildProcess): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.once('exit', () => reject(new Error('the service ended before it listened')));
  if (child.stdout === null) throw new Error('the service has no output');
  createInterface(child.stdout).on('line', (line) => {
    const port = /"listening"/.test(line) ? /"port":(\d+)/.exec(line)?.[1] : undefined;
    if (port !== undefined) resolve(Number(port));
  });
  return promise;
}

function environment(url: string): Record<string, string> {
  return { DATABASE_URL: url, ...(process.env.PATH === undefined ? {} : { PATH: process.env.PATH }) };
}
