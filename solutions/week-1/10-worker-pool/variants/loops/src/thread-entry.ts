import { parentPort, workerData } from 'node:worker_threads';

const { module } = workerData as { readonly module: string };
const port = parentPort;
if (port !== null) {
  const say = (type: 'value' | 'error', content: unknown) => port.postMessage({ type, [type]: content });
  let exports: Record<string, unknown> = {};
  let broken: { readonly error: unknown } | undefined;
  try {
    exports = await import(module);
  } catch (error) {
    broken = { error };
  }
  port.on('message', async ({ name, args }: { name: string; args: unknown[] }) => {
    try {
      if (broken !== undefined) throw broken.error;
      const f = exports[name];
      if (typeof f !== 'function') throw new TypeError(`there is no function ${name} in ${module}`);
      say('value', await f(...args));
    } catch (error) {
      try {
        say('error', error);
      } catch {
        say('error', new Error(`what was thrown cannot be cloned: ${String(error)}`));
      }
    }
  });
  port.postMessage({ type: 'up' });
}
