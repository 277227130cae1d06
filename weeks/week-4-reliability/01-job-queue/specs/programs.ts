import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const cwd = fileURLToPath(new URL('..', import.meta.url));
const handlers = fileURLToPath(new URL('handlers.mjs', import.meta.url));

/** Runs `src/migrate.ts` to its end, and resolves to its exit code. */
export async function migrate(url: string, command: string): Promise<number | null> {
  const child = spawn(process.execPath, ['src/migrate.ts', command], { cwd, env: environment(url) });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

/** One of your programs, on a port of its own; killed by `await using`. */
export async function start(program: 'api' | 'worker', url: string, more: Record<string, string> = {}) {
  const child = spawn(process.execPath, [`src/${program}.ts`], {
    cwd,
    env: { ...environment(url), ...more },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const port = await listening(child);
  return {
    url: `http://127.0.0.1:${port}`,
    async end(signal: NodeJS.Signals) {
      child.kill(signal);
      const [code] = await ended;
      return code;
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The port of the listening line. The rest of the output is read as well, or the pipe would fill. */
function listening(child: ChildProcess): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.once('exit', () => reject(new Error('the program ended before it listened')));
  if (child.stdout === null) throw new Error('the program has no output');
  createInterface(child.stdout).on('line', (line) => {
    const port = /"listening"/.test(line) ? /"port":(\d+)/.exec(line)?.[1] : undefined;
    if (port !== undefined) resolve(Number(port));
  });
  return promise;
}

function environment(url: string): Record<string, string> {
  return {
    DATABASE_URL: url,
    JOB_HANDLERS: handlers,
    PORT: '0',
    METRICS_PORT: '0',
    POLL_MS: '100',
    ...(process.env.PATH === undefined ? {} : { PATH: process.env.PATH }),
  };
}
