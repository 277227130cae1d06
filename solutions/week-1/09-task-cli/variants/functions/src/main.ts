import { start } from './cli/start.ts';
import { createFileStore, createTaskService } from './index.ts';

const abort = new AbortController();
process.on('SIGINT', () => abort.abort('interrupted'));
process.stdout.on('error', () => process.exit(0));

const { code, stdout, stderr } = await start(
  process.argv.slice(2),
  createTaskService({
    store: createFileStore({ path: process.env.TASKS_FILE || 'tasks.json' }),
    clock: { now: () => new Date() },
  }),
  () => process.stdin,
  abort.signal,
  (ms) => setTimeout(() => abort.abort('timed out'), Math.max(1, ms - performance.now())).unref(),
);
process.stderr.write(stderr);
process.stdout.write(stdout, () => process.exit(code));
