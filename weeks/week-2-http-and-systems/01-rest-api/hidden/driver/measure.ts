import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { turn } from './turn.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const usage = process.memoryUsage.bind(process);
const resources = process.getActiveResourcesInfo.bind(process);

/** Bytes of the heap that something still holds. */
export async function heapUsed(): Promise<number> {
  for (let round = 0; round < 2; round++) {
    await turn();
    collectGarbage();
  }
  return usage().heapUsed;
}

/** What keeps the process alive, by name. */
export function activeResources(): string[] {
  return resources();
}
