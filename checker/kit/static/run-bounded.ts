import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface BoundedRun {
  readonly stdout: string;
  readonly stderr: string;
  /** Null when it was killed, or ended by a signal. */
  readonly code: number | null;
  /** True when it was killed at its deadline. */
  readonly late: boolean;
}

const mostBytes = 16 * 2 ** 20;

/**
 * Runs one of our own tools on the learner's files, with nothing of our environment, and kills it at the deadline or when it
 * prints without end. Rejects when the signal aborts or the tool cannot be started.
 */
export async function runBounded(
  command: readonly [file: string, ...args: string[]],
  options: {
    readonly cwd: string;
    readonly input?: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly deadlineMs: number;
    readonly signal: AbortSignal;
  },
): Promise<BoundedRun> {
  const [file, ...args] = command;
  const deadline = AbortSignal.timeout(options.deadlineMs);
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: { LANG: 'C.UTF-8', ...options.env },
    stdio: 'pipe',
  });
  const kill = () => void child.kill('SIGKILL');
  const stop = AbortSignal.any([deadline, options.signal]);
  stop.addEventListener('abort', kill, { once: true });
  if (stop.aborted) kill();
  const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  let bytes = 0;
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > mostBytes) kill();
      else chunks[name].push(chunk);
    });
  }
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    options.signal.throwIfAborted();
    const text = (name: keyof typeof chunks) => Buffer.concat(chunks[name]).toString('utf8');
    return { stdout: text('stdout'), stderr: text('stderr'), code, late: deadline.aborted };
  } finally {
    stop.removeEventListener('abort', kill);
  }
}
