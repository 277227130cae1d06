import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { capOutput } from '../../src/box/capped-output.ts';
import { findTool } from '../../src/box/identity.ts';
import { sendSignal } from '../../src/box/leftovers.ts';

/** Docker Compose, as this machine has it. */
export interface ComposeProgram {
  /** For people: `docker compose` or `docker-compose`. */
  readonly name: string;
  readonly file: string;
  /** Before all others. */
  readonly args: readonly string[];
  readonly version: string;
}

export interface ProgramRun {
  /** Null where it was ended by us. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramSetup {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

const answerMs = 10_000;
const keptBytes = 1_000_000;

/** The plugin of `docker`, or a program of its own; null where there is neither. */
export async function findComposeProgram(
  path: string,
  setup: Omit<ProgramSetup, 'patienceMs'>,
): Promise<ComposeProgram | null> {
  for (const { name, args } of [
    { name: 'docker', args: ['compose'] },
    { name: 'docker-compose', args: [] },
  ]) {
    const file = findTool(name, path);
    if (file === null) continue;
    const { code, stdout } = await runProgram(file, [...args, 'version', '--short'], {
      ...setup,
      patienceMs: answerMs,
    });
    const version = /^v?(\d+\.\d+\S*)$/m.exec(stdout.trim())?.[1];
    if (code === 0 && version !== undefined) return { name: [name, ...args].join(' '), file, args, version };
  }
  return null;
}

/** Version 1 knows the Compose file formats from before the specification, and little of that. */
export function isFirstGeneration({ version }: ComposeProgram): boolean {
  return version.startsWith('1.');
}

/** Runs it to its end. Past the patience, or when the signal aborts, it is killed with all that it has started. */
export async function runProgram(
  file: string,
  args: readonly string[],
  { cwd, env, patienceMs, signal }: ProgramSetup,
): Promise<ProgramRun> {
  signal.throwIfAborted();
  // A group of its own: `docker` runs its plugins as children, which would outlive it.
  const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const [stdout, stderr] = [capOutput(child.stdout, keptBytes), capOutput(child.stderr, keptBytes)];
  const kill = () => void (child.pid !== undefined && sendSignal(-child.pid, 'SIGKILL'));
  const timer = setTimeout(kill, patienceMs);
  signal.addEventListener('abort', kill, { once: true });
  // Where somebody ends this process without waiting.
  process.once('exit', kill);
  try {
    const code = await endOf(child);
    await Promise.all([stdout.ended, stderr.ended]);
    signal.throwIfAborted();
    return { code, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', kill);
    process.off('exit', kill);
  }
}

async function endOf(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}
