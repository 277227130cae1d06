import { type Line, parseLine, perform, safe, Wrong } from './cli/program.ts';
import { createFileStore, createTaskService, InvalidTaskError } from './index.ts';

const stopped = new AbortController();
const onInterrupt = () => stopped.abort(130);
process.on('SIGINT', onInterrupt);
process.stdout.on('error', (error) => {
  process.exit('code' in error && error.code === 'EPIPE' ? 0 : 1);
});

const clock = { now: () => new Date() };
const service = createTaskService({
  store: createFileStore({ path: process.env.TASKS_FILE || 'tasks.json' }),
  clock,
});

try {
  const line: Line = parseLine(process.argv.slice(2));
  if (line.timeoutMs > 0)
    setTimeout(() => stopped.abort(124), Math.max(1, line.timeoutMs - performance.now())).unref();
  process.stdout.write(await perform(line, service, () => process.stdin, stopped.signal));
} catch (error) {
  if (stopped.signal.reason === 130) {
    // As if it had never been caught.
    process.off('SIGINT', onInterrupt);
    process.kill(process.pid, 'SIGINT');
  } else if (stopped.signal.aborted) {
    console.error('task: out of time');
    process.exitCode = 124;
  } else {
    console.error(`task: ${safe(error instanceof Error ? error.message : String(error))}`);
    process.exitCode = error instanceof Wrong || error instanceof InvalidTaskError ? 2 : 1;
  }
}
