import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { sendSignal } from '../box/leftovers.ts';
import type { ServerUser } from './server-user.ts';

export interface ServerProcess extends AsyncDisposable {
  readonly pid: number;
  readonly alive: boolean;
}

export interface ServerCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly user: ServerUser;
  /** What it prints once it serves. */
  readonly ready: RegExp;
  /** Ends it at once: its data are thrown away. */
  readonly stopSignal: NodeJS.Signals;
  readonly signal: AbortSignal;
}

/** A server that ended, or said nothing, before it was ready; `output` is the end of what it printed. */
export class NotStarted extends Error {
  readonly output: string;
  constructor(why: string, output: string) {
    super(why);
    this.name = 'NotStarted';
    this.output = output;
  }
}

const patienceMs = 60_000;
const stopMs = 5_000;
const keptCharacters = 8_192;

/** Starts a server in a session of its own, where the terminal's Ctrl-C does not reach it, and waits until it is ready. */
export async function startProcess(command: ServerCommand): Promise<ServerProcess> {
  const child = spawn(command.file, command.args, {
    cwd: command.cwd,
    env: command.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    ...(command.user ?? {}),
  });
  let output = '';
  const readiness = Promise.withResolvers<void>();
  for (const stream of [child.stdout, child.stderr] as Readable[]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-keptCharacters);
      if (command.ready.test(output)) readiness.resolve();
    });
  }
  child.once('error', (error) => readiness.reject(new NotStarted(error.message, output)));
  // After its output has ended too, which tells why.
  child.once('close', (code, signal) =>
    readiness.reject(new NotStarted(`it ended with ${signal ?? `code ${code}`}`, output)),
  );
  const giveUp = (why: string) => () => readiness.reject(new NotStarted(why, output));
  const timer = setTimeout(giveUp(`it was not ready within ${patienceMs / 1000} s`), patienceMs);
  const onAbort = giveUp('the check was stopped');
  command.signal.addEventListener('abort', onAbort, { once: true });
  if (command.signal.aborted) onAbort();

  const running = () => child.pid !== undefined && child.exitCode === null && child.signalCode === null;
  // Where somebody ends this process without waiting: exit handlers cannot wait either, but can send a signal.
  const endWithUs = () => void (running() && sendSignal(child.pid as number, command.stopSignal));
  process.once('exit', endWithUs);
  const stop = async () => {
    process.off('exit', endWithUs);
    if (!running()) return;
    const ended = once(child, 'exit');
    child.kill(command.stopSignal);
    const last = setTimeout(() => sendSignal(-(child.pid as number), 'SIGKILL'), stopMs);
    await ended;
    clearTimeout(last);
  };
  try {
    await readiness.promise;
  } catch (error) {
    await stop();
    throw error;
  } finally {
    clearTimeout(timer);
    command.signal.removeEventListener('abort', onAbort);
  }
  return {
    pid: child.pid as number,
    get alive() {
      return running();
    },
    [Symbol.asyncDispose]: stop,
  };
}
