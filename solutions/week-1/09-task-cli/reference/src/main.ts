#!/usr/bin/env node
import { run } from './cli/run.ts';
import { createFileStore, createTaskService } from './index.ts';

// A signal that is handled once: a second Ctrl-C ends the program even if the first one does not get through.
const interrupt = new AbortController();
process.once('SIGINT', () => interrupt.abort());

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader has left, as `head` does: nobody is there to be told.
  if (error.code === 'EPIPE') process.exit(0);
  process.stderr.write(`task: cannot write to stdout: ${error.message}\n`);
  process.exit(1);
});
process.stderr.on('error', () => {});

const service = createTaskService({
  store: createFileStore({ path: process.env.TASKS_FILE || 'tasks.json' }),
  clock: { now: () => new Date() },
});

// Not process.exit(): what was written must get out first.
process.exitCode = await run(process.argv.slice(2), {
  service,
  stdin: process.stdin,
  version: '1.0.0',
  interrupt: interrupt.signal,
  print: (text) => process.stdout.write(text),
  printError: (text) => process.stderr.write(text),
});
