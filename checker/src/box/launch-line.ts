import type { Limits } from '../course/manifest.ts';

/**
 * The command line that sets a process's own limits and then becomes the program. `sh` does it in a millisecond and is
 * everywhere; prlimit(1) costs nine. The limits of a process are inherited by what it starts and cannot be raised again.
 * Memory and the number of processes are watched from outside instead: V8 reserves address space far beyond its use, and
 * RLIMIT_NPROC counts a user's threads across all boxes.
 *
 * @param fileBytes largest file the process may write; rounded up to the 512 bytes that `ulimit -f` counts in
 * @param before further lines of the script, run first
 */
export function launchLine(
  command: readonly string[],
  limits: Pick<Limits, 'cpuSeconds' | 'openFiles'> & { readonly fileBytes: number },
  before: readonly string[] = [],
): readonly [string, ...string[]] {
  const blocks = Math.ceil(limits.fileBytes / 512);
  const script = [
    ...before,
    'ulimit -c 0',
    `ulimit -f ${blocks}`,
    `ulimit -n ${limits.openFiles}`,
    // The soft limit sends SIGXCPU, which names the cause; the hard one is for a program that ignores it.
    `ulimit -St ${limits.cpuSeconds}`,
    `ulimit -Ht ${limits.cpuSeconds + 1}`,
    'exec "$@"',
  ].join('; ');
  return ['/bin/sh', '-c', script, 'box', ...command];
}
