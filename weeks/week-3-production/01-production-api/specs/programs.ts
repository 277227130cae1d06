import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

type Environment = Readonly<Record<string, string>>;

const cwd = fileURLToPath(new URL('..', import.meta.url));

/** Runs one of the two programs to its end. */
export async function run(args: readonly string[], env: Environment) {
  const child = execFile(process.execPath, [...args], { cwd, env: environment(env) });
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
export async function startService(env: Environment) {
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd,
    env: { ...environment(env), PORT: '0' },
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

function environment(env: Environment): Environment {
  return { ...env, ...(process.env.PATH === undefined ? {} : { PATH: process.env.PATH }) };
}
