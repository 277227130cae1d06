import { spawn } from 'node:child_process';
import { devNull } from 'node:os';
import { sendSignal } from '../box/leftovers.ts';

export interface GitCall {
  readonly git: string;
  /** A bare repository of ours. */
  readonly folder: string;
  /** Who it runs as, where the checker is root: a pack is data from strangers. */
  readonly user: { readonly uid: number; readonly gid: number } | null;
  readonly signal: AbortSignal;
}

export interface GitResult {
  readonly code: number | null;
  readonly stdout: Buffer;
  /** More than `maxBytes` were written: git was ended. */
  readonly tooMuch: boolean;
}

/**
 * Runs git with none of this machine's settings, no hook, no helper and no transport, and with limits on time, memory and
 * disk. `GIT_DIR` names the repository, so that nothing is looked for around it.
 */
export async function runGit(
  args: readonly string[],
  { git, folder, user, signal }: GitCall,
  { input = Buffer.alloc(0), maxBytes }: { readonly input?: Buffer; readonly maxBytes: number },
): Promise<GitResult> {
  signal.throwIfAborted();
  const child = spawn('/bin/sh', ['-c', limits, 'sh', git, ...settings, ...args], {
    cwd: folder,
    env: {
      PATH: '/usr/bin:/bin',
      LANG: 'C.UTF-8',
      HOME: folder,
      GIT_DIR: folder,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: devNull,
      GIT_ATTR_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      GIT_ALLOW_PROTOCOL: '',
      GIT_NO_LAZY_FETCH: '1',
      GIT_NO_REPLACE_OBJECTS: '1',
      GIT_OPTIONAL_LOCKS: '0',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
    ...(user ?? {}),
  });
  const end = () => {
    if (child.pid !== undefined) sendSignal(-child.pid, 'SIGKILL');
  };
  const deadline = setTimeout(end, wallMs);
  signal.addEventListener('abort', end, { once: true });
  const chunks: Buffer[] = [];
  let size = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) end();
    else chunks.push(chunk);
  });
  // A git that ends early does not read all; its exit code tells.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const ended = Promise.withResolvers<number | null>();
  child.once('error', () => ended.resolve(null));
  child.once('close', (code) => ended.resolve(code));
  try {
    const code = await ended.promise;
    signal.throwIfAborted();
    return { code, stdout: Buffer.concat(chunks), tooMuch: size > maxBytes };
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener('abort', end);
  }
}

const wallMs = 30_000;
/** Seconds of CPU, KiB of memory, blocks of 512 bytes a file; a shell that knows one of them not goes on without. */
const limits = 'ulimit -t 20; ulimit -v 2097152 2>/dev/null; ulimit -f 262144; ulimit -c 0; exec "$@"';
/** Large files are streamed, not held. */
const settings = [
  ['core.bigFileThreshold', '1m'],
  ['core.deltaBaseCacheLimit', '8m'],
  ['core.hooksPath', devNull],
  ['core.symlinks', 'false'],
  ['pack.threads', '1'],
  ['protocol.allow', 'never'],
].flatMap(([name, value]) => ['-c', `${name}=${value}`]);
