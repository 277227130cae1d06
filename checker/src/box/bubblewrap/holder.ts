import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { CheckerError } from '../../errors.ts';
import { sendSignal } from '../leftovers.ts';
import type { BubblewrapTools } from '../walls.ts';
import { dropAmbient } from './hold-judging.ts';

/**
 * The first process of a box, which says back what it is told: namespaces live as long as somebody is in them. The kernel ends everybody
 * else in the box with it, and nobody in the box can end it: signals do not reach the first process of a namespace from
 * inside.
 */
export interface Holder {
  /** As the judge sees it. */
  readonly pid: number;
  /**
   * That it has ended, unless we ended it; null while all is well. It is asked itself: whoever dies with it may be known to
   * be dead before.
   */
  trouble(): Promise<string | null>;
  /** Resolves when all processes of the box are gone. */
  end(): Promise<void>;
}

/** How long a box may take to be made; it takes 5 ms. */
const patienceMs = 10_000;

/** @throws BOX_UNAVAILABLE with what bubblewrap says */
export async function startHolder(
  tools: BubblewrapTools,
  view: readonly string[],
  isRoot: boolean,
): Promise<Holder> {
  const [file, ...args] = [
    ...dropAmbient(tools),
    tools.bwrap,
    // Without another namespace of users in it: fewer ways into the kernel.
    ...(isRoot ? ['--cap-drop', 'ALL'] : ['--unshare-user', '--disable-userns']),
    ...['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--hostname', 'box', '--unshare-cgroup-try'],
    ...['--as-pid-1', '--die-with-parent', '--info-fd', '3', ...view],
    // It ends with its input, which is ours: so nothing is left when we are killed.
    ...['--', '/bin/cat'],
  ];
  const child = spawn(file as string, args, {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    env: { PATH: '/usr/bin:/bin' },
    detached: true,
  });
  child.stdin.on('error', () => {});
  const ended = endOf(child);
  const said = text(child.stderr as Readable).catch(() => '');
  // What is asked comes back when everything is set up and the command runs.
  child.stdin.write('?');
  const ready = Promise.all([readPid(child), once(child.stdout as Readable, 'data')]);
  const made = await within(patienceMs, Promise.race([ready, ended.then(() => null)]));
  const pid = made?.[0] ?? null;
  if (pid === null) {
    child.kill('SIGKILL');
    throw new CheckerError('BOX_UNAVAILABLE', `bubblewrap could not make a box: ${(await said).trim()}`, {
      hint: 'Run `npm run checker -- doctor`: it says what this machine lacks.',
    });
  }
  let ending = false;
  return {
    pid,
    async trouble() {
      if (ending) return null;
      const answered = once(child.stdout as Readable, 'data').then(() => true);
      child.stdin.write('?');
      const lives = await within(patienceMs, Promise.race([answered, ended.then(() => false)]));
      return lives === true || ending ? null : 'the box of the submission ended by itself';
    },
    async end() {
      ending = true;
      // The first process: the kernel waits for all others before it lets it go, and bwrap waits for it.
      sendSignal(pid, 'SIGKILL');
      await ended;
    },
  };
}

/** bwrap writes it before it lets the process set itself up: `{ "child-pid": 8445, … }`. */
async function readPid(child: ChildProcess): Promise<number | null> {
  const told = await text(child.stdio[3] as Readable).catch(() => '');
  const found = /"child-pid": (\d+)/.exec(told)?.[1];
  return found === undefined ? null : Number(found);
}

/** Of one that could not be started, too. */
async function endOf(child: ChildProcess): Promise<void> {
  await once(child, 'exit').catch(() => {});
}

async function within<T>(ms: number, promise: Promise<T>): Promise<T | null> {
  const late = Promise.withResolvers<null>();
  const timer = setTimeout(() => late.resolve(null), ms);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
