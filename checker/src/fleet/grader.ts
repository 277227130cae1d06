import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { sendSignal } from '../box/leftovers.ts';
import { sweepDeadRuns } from '../box/run-folder.ts';
import type { Services } from '../services/services.ts';
import type { Answer, FromGrader, GraderSetup, Request, ToGrader } from './grader-protocol.ts';

/** A grading process, started when it is first asked; after it died, another one takes its place. */
export interface Grader extends AsyncDisposable {
  /** Rejects with GraderDied where the process ended, or was ended since it took too long. */
  ask(request: Request, deadlineMs: number): Promise<Answer>;
  /** Its pid; null while there is none. For tests, which kill it. */
  readonly pid: number | null;
}

export class GraderDied extends Error {}

export interface GraderOptions {
  readonly setup: GraderSetup;
  readonly services: Services;
  readonly env: NodeJS.ProcessEnv;
  /** Aborts: it ends what it is at, and answers `stopped`. */
  readonly signal: AbortSignal;
}

export function createGrader(options: GraderOptions): Grader {
  let current: Started | null = null;
  return {
    get pid() {
      return current?.child.pid ?? null;
    },
    async ask(request, deadlineMs) {
      if (options.signal.aborted) return { kind: 'stopped' };
      if (current === null || current.hasEnded()) current = start(options);
      const answer = current.ask(request, deadlineMs);
      const aborted = Promise.withResolvers<Answer>();
      const abort = () => aborted.resolve({ kind: 'stopped' });
      options.signal.addEventListener('abort', abort, { once: true });
      try {
        return await Promise.race([answer, aborted.promise]);
      } finally {
        options.signal.removeEventListener('abort', abort);
      }
    },
    async [Symbol.asyncDispose]() {
      await current?.stop();
    },
  };
}

interface Started {
  readonly child: ChildProcess;
  hasEnded(): boolean;
  ask(request: Request, deadlineMs: number): Promise<Answer>;
  stop(): Promise<void>;
}

const stopMs = 15_000;
const program = fileURLToPath(new URL('grading-process.ts', import.meta.url));

function start({ setup, services, env, signal }: GraderOptions): Started {
  const child = fork(program, [], {
    execPath: setup.node,
    env,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // Out of the terminal's foreground: its Ctrl-C is for the checker, which tells us.
    detached: true,
  });
  const waiting = new Map<number, PromiseWithResolvers<Answer>>();
  let count = 0;
  let stderr = '';
  let ended = false;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-2000);
  });
  const ending = Promise.withResolvers<string>();
  // Before it has begun; any later error is one of talking to it, and its end tells.
  child.on('error', ({ message }) => {
    if (child.pid === undefined) ending.resolve(`could not be started: ${message}`);
  });
  child.once('close', (code, name) =>
    ending.resolve(`ended ${name === null ? `with exit code ${code}` : `by ${name}`}${tail(stderr)}`),
  );
  const gone = ending.promise.then((how) => {
    ended = true;
    for (const each of waiting.values()) each.reject(new GraderDied(`the process ${how}`));
    // What it had started, and its folder.
    sweepDeadRuns(setup.tmp);
  });
  const send = (message: ToGrader) => child.send(message, () => {});
  child.on('message', (message: FromGrader) => {
    switch (message.kind) {
      case 'answer':
        waiting.get(message.id)?.resolve(message.answer);
        return;
      case 'services':
        void services
          .access(message.names, signal)
          .then((access) => send({ kind: 'access', id: message.id, access }));
        return;
      default:
        message satisfies never;
    }
  });
  send({ kind: 'setup', setup });
  return {
    child,
    hasEnded: () => ended || !child.connected,
    async ask(request, deadlineMs) {
      const id = ++count;
      const answer = Promise.withResolvers<Answer>();
      waiting.set(id, answer);
      const timer = setTimeout(() => {
        answer.reject(new GraderDied(`it was not done after ${Math.round(deadlineMs / 1000)} seconds`));
        child.kill('SIGKILL');
      }, deadlineMs);
      send({ ...request, id });
      try {
        return await answer.promise;
      } finally {
        clearTimeout(timer);
        waiting.delete(id);
      }
    },
    async stop() {
      if (ended) return;
      send({ kind: 'stop' });
      const timer = setTimeout(() => sendSignal(child.pid ?? 0, 'SIGKILL'), stopMs);
      await gone;
      clearTimeout(timer);
    },
  };
}

function tail(stderr: string): string {
  const line = stderr
    .trim()
    .split('\n')
    .findLast((each) => each.trim() !== '');
  return line === undefined ? '' : `: ${line.trim().slice(0, 300)}`;
}
