import type { BoxProcess } from '../../src/box/box.ts';
import type { Address, BoxNetwork } from '../../src/box/box-network.ts';
import { CheckerError } from '../../src/errors.ts';
import { broken } from '../expect.ts';
import { settledWithin } from '../settled-within.ts';
import { showValue, tellEnding } from '../words.ts';
import { listeningPorts } from './listening-ports.ts';
import type { LaunchedService, LogLine } from './service-host.ts';

/** How long the end of a log may be ahead of the news that its process has ended. */
const newsMs = 500;

/**
 * Waits for the line `{ msg: "listening", host, port }` and for the port itself. Fails the requirement where either does
 * not come, with what the system knows: whether the process lives, and where it really listens.
 */
export async function awaitListening({
  launched,
  child,
  name,
  network,
  patienceMs,
  signal,
}: {
  readonly launched: LaunchedService;
  readonly child: BoxProcess;
  readonly name: string;
  readonly network: BoxNetwork;
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}): Promise<Address> {
  const line = await launched.log(tellsListening, patienceMs);
  const expected = `${name} to log one JSON line with \`msg: "listening"\` and the host and port that it is bound to`;
  if (line === null) {
    const run = (await settledWithin(launched.exited, newsMs)) ? await launched.exited : null;
    return broken({
      expected,
      saw: run === null ? tellSilence(child, patienceMs) : `${tellEnding(run.ending)} before that`,
      look:
        run === null
          ? 'Which line does it log once the server listens, and is it one JSON object on standard output?'
          : 'Start it by hand with the same environment: what does it say before it ends?',
    });
  }
  const address = addressOf(line);
  if (address === null) {
    return broken({
      expected,
      saw: `the line ${showValue(line)}`,
      look: 'After `listening`, `server.address()` tells the port that the system chose for PORT=0.',
    });
  }
  if (!(await accepts(network, address, signal))) {
    return broken({
      expected: `${name} to accept connections at ${address.host}:${address.port}, as its log says`,
      saw: `none is accepted there; ${tellPorts(child.pid)}`,
      look: 'Log the address that the server is bound to, and only after it is.',
    });
  }
  return address;
}

function tellsListening(line: LogLine): boolean {
  return line.msg === 'listening';
}

/** The port as the log says. Of the host only whether it is IPv6 counts: the judge asks on loopback. */
function addressOf({ host, port }: LogLine): Address | null {
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65_535) return null;
  return { host: host === '::1' ? '::1' : '127.0.0.1', port };
}

function tellSilence(child: BoxProcess, patienceMs: number): string {
  return `no such line within ${patienceMs / 1000} s; ${tellPorts(child.pid)}`;
}

function tellPorts(pid: number): string {
  const ports = listeningPorts(pid);
  if (ports === null) return 'where it listens, this system does not tell';
  if (ports.length === 0) return 'it listens on no port at all';
  return `it listens on ${ports.map((port) => `port ${port}`).join(' and ')}`;
}

async function accepts(network: BoxNetwork, address: Address, signal: AbortSignal): Promise<boolean> {
  signal.throwIfAborted();
  try {
    (await network.connect(address)).destroy();
    return true;
  } catch (error) {
    // The box's own trouble is not the service's.
    if (error instanceof CheckerError) throw error;
    return false;
  }
}
