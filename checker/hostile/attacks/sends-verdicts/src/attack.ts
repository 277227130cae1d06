import { writeSync } from 'node:fs';
import { attempt } from './tools.ts';

const verdict = { kind: 'ended', slug: 'unearned', verdict: { kind: 'passed' }, durationMs: 1, seed: 1 };
attempt(() => process.send?.(verdict));
for (let number = 3; number < 16; number += 1) attempt(() => writeSync(number, `${JSON.stringify(verdict)}\n`));
await new Promise((over) => setTimeout(over, 100));
