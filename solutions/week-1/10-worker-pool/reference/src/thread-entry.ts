import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { Call, Report, ThreadData } from './protocol.ts';

// The main of a thread: loads the module, then answers one call after another.
if (parentPort !== null) await serve(parentPort, workerData as ThreadData);

async function serve(port: MessagePort, { module }: ThreadData): Promise<void> {
  let exports: Readonly<Record<string, unknown>>;
  try {
    exports = await import(module);
  } catch (thrown) {
    post(port, { kind: 'not-loaded', thrown });
    return;
  }
  port.on('message', async (call: Call) => post(port, await answer(exports, call)));
  post(port, { kind: 'loaded' });
}

async function answer(exports: Readonly<Record<string, unknown>>, { name, args }: Call): Promise<Report> {
  try {
    const called = Object.hasOwn(exports, name) ? exports[name] : undefined;
    if (typeof called !== 'function') throw new TypeError(`the module exports no function ${name}`);
    return { kind: 'returned', value: await called(...args) };
  } catch (thrown) {
    return { kind: 'threw', thrown };
  }
}

/** A value that cannot be sent fails its own call. */
function post(port: MessagePort, report: Report): void {
  try {
    port.postMessage(report);
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    port.postMessage({ kind: 'threw', thrown: new Error(message) } satisfies Report);
  }
}
