import { targets } from './targets.ts';
import { attempt, leak } from './tools.ts';

attempt(() => {
  const binding = (process as unknown as { binding(name: string): { readFileUtf8?(path: string, flags: number): string } }).binding('fs');
  leak(String(binding.readFileUtf8?.(`${targets.neighbour}/src/main.ts`, 0)));
});
attempt(() => process.dlopen({ exports: {} }, `${targets.neighbour}/src/main.ts`));
