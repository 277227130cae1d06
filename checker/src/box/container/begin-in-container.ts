import { CheckerError } from '../../errors.ts';
import type { BareEnd, Begun } from '../follow-process.ts';
import type { Container } from './start-container.ts';

/** Starts a process in a container. @throws BOX_UNAVAILABLE */
export async function beginInContainer(
  { link, host }: Container,
  {
    pipes: count,
    ...command
  }: {
    readonly line: readonly [string, ...string[]];
    readonly env: Readonly<Record<string, string>>;
    readonly uid: number;
    readonly gid: number;
    /** Besides standard input, output and error. */
    readonly pipes: number;
  },
): Promise<Begun> {
  const number = link.next();
  const killedBefore = host.outOfMemory();
  const ended = link.ended(number);
  const coming = link.streams(number, 3 + count);
  coming.catch(() => {});
  const startedAt = performance.now();
  const { pid: inside } = (await link
    .order({
      do: 'start',
      process: number,
      cwd: '/',
      streams: 3 + count,
      ...command,
    })
    .catch(notStarted)) as { readonly pid: number };
  const [stdin, stdout, stderr, ...pipes] = await coming;
  if (stdin === undefined || stdout === undefined || stderr === undefined)
    throw new Error('a process of a container has no streams');
  const pid = host.pidOf(inside);
  const send = (signal: NodeJS.Signals, group: boolean) => {
    try {
      process.kill(group ? -pid : pid, signal);
    } catch (error) {
      // Where the machine does not let us, the supervisor may.
      if ((error as NodeJS.ErrnoException).code === 'EPERM')
        void link.order({ do: 'signal', process: number, signal, group }).catch(() => {});
    }
  };
  return {
    pid,
    stdin,
    stdout,
    stderr,
    pipes,
    startedAt,
    ended: ended.then((end): BareEnd => {
      const { code = null, signal = 'SIGKILL', cpuMs = null } = end ?? {};
      return { code, signal, cpuMs };
    }),
    // Of the whole container, so that it may have been somebody else.
    ranOutOfMemory: ({ signal }) => signal === 'SIGKILL' && host.outOfMemory() > killedBefore,
    table: host.table,
    send: (signal) => send(signal, false),
    kill() {
      send('SIGKILL', true);
      send('SIGKILL', false);
    },
  };
}

function notStarted(error: unknown): never {
  if (error instanceof CheckerError) throw error;
  const said = error instanceof Error ? error.message : String(error);
  throw new CheckerError('BOX_UNAVAILABLE', `a process could not be started in its container: ${said}`, {
    hint: 'Run `npm run checker -- doctor`: it says what this machine lacks.',
    cause: error,
  });
}
