import { type MessagePort, parentPort, workerData } from 'node:worker_threads';

interface Request {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly port: MessagePort;
}

const loading = import(workerData);
loading.catch(() => {});
parentPort?.on('message', async ({ name, args, port }: Request) => {
  const reply = await loading
    .then((exports) => {
      if (typeof exports[name] !== 'function') throw new TypeError(`${name} is no exported function`);
      return exports[name](...args);
    })
    .then(
      (value: unknown) => ({ ok: true, value }),
      (thrown: unknown) => ({ ok: false, thrown }),
    );
  try {
    port.postMessage(reply);
  } catch (error) {
    port.postMessage({ ok: false, thrown: new Error(`not cloneable: ${String(error)}`) });
  }
  port.close();
});
await loading.catch(() => {});
parentPort?.postMessage('ready');
