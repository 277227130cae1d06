import { setTimeout as sleep } from 'node:timers/promises';
import type { Address, BoxNetwork } from '../../src/box/box-network.ts';
import type { Scenario } from '../scenario.ts';
import type { ConnectOptions, RawConnection } from './http-client.ts';
import { readResponses } from './read-responses.ts';

const usualPatienceMs = 10_000;
/** No scenario sends for more. Past it nothing is read any more: the judge's memory is not the service's to fill. */
const longestBytes = 64 * 2 ** 20;

/** A TCP connection whose bytes the hidden test writes itself. It ends with the scenario. */
export async function openRawConnection(
  scenario: Scenario,
  network: BoxNetwork,
  address: Address,
  options: ConnectOptions = {},
): Promise<RawConnection> {
  // Half-open, so that what the server does with its side is the server's own doing.
  const connecting = network.connect(address, options);
  scenario.defer(async () => void (await connecting.catch(() => null))?.destroy());
  const socket = await scenario.waitingFor(`a connection to port ${address.port}`, connecting);

  const chunks: Buffer[] = [];
  let length = 0;
  const reader = readResponses();
  const changed = new Set<() => void>();
  let ending: 'ended' | 'reset' | null = null;
  const wake = () => {
    for (const look of [...changed]) look();
  };
  const end = (how: 'ended' | 'reset') => {
    ending ??= how;
    reader.end();
    wake();
  };
  socket.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > longestBytes) return void socket.pause();
    chunks.push(chunk);
    reader.read(chunk);
    wake();
  });
  socket.once('end', () => end('ended'));
  socket.once('error', () => end('reset'));
  socket.once('close', () => end('reset'));

  /** True when it holds in time, false past the patience; looks again at every byte and at the end. */
  const until = async (holds: () => boolean, patienceMs: number): Promise<boolean> => {
    const found = Promise.withResolvers<boolean>();
    const look = () => {
      if (holds()) found.resolve(true);
    };
    const over = new AbortController();
    changed.add(look);
    look();
    try {
      return await Promise.race([
        found.promise,
        // A scenario that is over waits no longer, and a wait that nobody looks at any more must not end the judge.
        sleep(patienceMs, false, { signal: AbortSignal.any([over.signal, scenario.signal]) }).catch(
          () => false,
        ),
      ]);
    } finally {
      changed.delete(look);
      over.abort();
    }
  };

  return {
    write: (bytes) =>
      new Promise((resolve) => {
        if (socket.writable) socket.write(bytes, () => resolve());
        else resolve();
      }),
    end: () => void socket.end(),
    reset: () => void socket.resetAndDestroy(),
    received: () => Buffer.concat(chunks).toString('latin1'),
    responses: () => reader.responses,
    gotResponses: async (count, patienceMs = usualPatienceMs) => {
      const whole = () => reader.responses.filter(({ status }) => status >= 200).length >= count;
      await until(() => whole() || ending !== null, patienceMs);
      return whole();
    },
    closed: async (patienceMs = usualPatienceMs) => {
      await until(() => ending !== null, patienceMs);
      return ending;
    },
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    async [Symbol.asyncDispose]() {
      socket.destroy();
    },
  };
}
