#!/usr/bin/env node
import { run } from './cli/run.ts';

// The only file that may touch `process`. What it still needs to do:
// - make the store (TASKS_FILE) and the service, and hand the service to `run`;
// - make one AbortController, abort it on SIGINT, and hand its signal down;
// - end quietly when the reader of stdout goes away.
//
// `process.exitCode` instead of `process.exit()`: what was written gets out first.
process.exitCode = await run(process.argv.slice(2), {
  print: (text) => process.stdout.write(text),
  printError: (text) => process.stderr.write(text),
});
