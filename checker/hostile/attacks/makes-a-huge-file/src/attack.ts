import { openSync, ftruncateSync } from 'node:fs';
import { attempt } from './tools.ts';

process.on('SIGXFSZ', () => {});
attempt(() => ftruncateSync(openSync('laid.bin', 'w'), 2 ** 40));
await new Promise((over) => setTimeout(over, 1500));
