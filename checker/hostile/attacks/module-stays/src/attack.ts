import { spawn } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { attempt } from './tools.ts';

attempt(() => new Worker('setInterval(() => {}, 10)', { eval: true }));
attempt(() => spawn('sleep', ['40'], { detached: true, stdio: 'ignore', env: {} }).unref());
setInterval(() => {}, 10);
await new Promise((over) => setTimeout(over, 300));
