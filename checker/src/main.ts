import { resolve } from 'node:path';
import type { Output } from './cli/context.ts';
import { runCli } from './cli/run-cli.ts';
import { tellFailure } from './cli/tell-failure.ts';
import { repository } from './repository.ts';
import { checkerVersion } from './version.ts';

/** The only place that reads argv and the environment, listens to signals, and exits. */
const { env, stdin, stdout, stderr } = process;
const interruption = new AbortController();

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    // A second one means that cleaning up takes too long for the person who waits.
    if (interruption.signal.aborted) process.exit(130);
    interruption.abort();
  });
}
for (const output of [stdout, stderr]) output.on('error', ignoreWhenNobodyReads);
process.on('uncaughtException', (error) => {
  const failure = tellFailure(error, { json: process.argv.includes('--json'), version: checkerVersion });
  (failure.stream === 'stdout' ? stdout : stderr).write(failure.text, () => process.exit(failure.exitCode));
});

const exitCode = await runCli(process.argv.slice(2), {
  repository,
  cwd: process.cwd(),
  env,
  stdin,
  stdout,
  stderr,
  clock: { now: () => new Date(), elapsed: () => performance.now() },
  signal: interruption.signal,
  nodePath: process.execPath,
  cacheFolder: env.CHECKER_CACHE ?? resolve(repository, 'node_modules/.cache/checker'),
});
await Promise.all([flush(stdout), flush(stderr)]);
process.exit(exitCode);

/** Under `| head -1` (EPIPE), or after the terminal was closed (EIO), nobody reads any more: that is no error of ours. */
function ignoreWhenNobodyReads(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
}

/** process.exit would cut what a pipe has not taken yet. */
function flush(output: Output): Promise<void> {
  return new Promise((settle) => {
    output.write('', () => settle());
  });
}
