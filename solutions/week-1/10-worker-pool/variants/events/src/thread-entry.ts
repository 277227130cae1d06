import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import type { Said } from './call-in-thread.ts';

const say = (said: Said) => parentPort?.postMessage(said);
const { url, name } = workerData as { readonly url: string; readonly name: string };
try {
  const { [name]: called } = await import(url);
  if (parentPort === null) throw new Error('this runs in a thread');
  const asked = once(parentPort, 'message');
  say({ what: 'ready' });
  const [args] = await asked;
  if (typeof called !== 'function') throw new TypeError(`${name} is not a function of the module`);
  say({ what: 'result', result: await called(...args) });
} catch (thrown) {
  try {
    say({ what: 'thrown', thrown });
  } catch {
    say({ what: 'thrown', thrown: new Error(`cannot be cloned: ${String(thrown)}`) });
  }
}
