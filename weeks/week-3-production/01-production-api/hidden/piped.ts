import { execFile } from 'node:child_process';
import { constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { promisify } from 'node:util';
import {
  expectThat,
  type Fixtures,
  type HttpClient,
  type LogLine,
  type ServiceOptions,
  showValue,
} from 'checker/kit';

/** A service whose standard output is a pipe that the judge reads when it likes, and keeps whole. */
export interface Piped {
  readonly http: HttpClient;
  signal(name: NodeJS.Signals): void;
  ended: Awaited<ReturnType<Fixtures['service']['launch']>>['ended'];
  /** Nobody reads from now on. */
  pause(): void;
  resume(): void;
  /** Everything that has come so far. */
  text(): string;
  /** Waits until what has come satisfies the test; false past the patience. */
  came(test: (text: string) => boolean, patienceMs?: number): Promise<boolean>;
}

const usualPatienceMs = 10_000;

export async function startPiped(
  { service, files, http, signal }: Pick<Fixtures, 'service' | 'files' | 'http' | 'signal'>,
  options: Pick<ServiceOptions, 'env' | 'name'>,
): Promise<Piped> {
  const path = files.path(`stdout-${options.name ?? 'service'}`);
  // The submission may run as somebody else.
  await promisify(execFile)('mkfifo', ['-m', '666', path]);
  // Open at both ends: neither waits for the other, and a service that has ended is no end of the text.
  const descriptor = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const pipe = new Socket({ fd: descriptor, readable: true, writable: false });
  const chunks: Buffer[] = [];
  const listeners = new Set<() => void>();
  pipe.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    for (const each of listeners) each();
  });
  pipe.on('error', () => {});
  signal.addEventListener('abort', () => pipe.destroy(), { once: true });
  const text = () => {
    const all = Buffer.concat(chunks);
    chunks.splice(0, chunks.length, all);
    return all.toString('utf8');
  };
  const came: Piped['came'] = (test, patienceMs = usualPatienceMs) =>
    new Promise((resolve) => {
      const done = (value: boolean) => {
        clearTimeout(timer);
        listeners.delete(look);
        resolve(value);
      };
      const look = () => {
        if (test(text())) done(true);
      };
      const timer = setTimeout(() => done(test(text())), patienceMs);
      listeners.add(look);
      look();
    });

  const wrapper = ['sh', '-c', 'pipe=$1; shift; exec "$@" > "$pipe"', 'sh', path];
  const launched = await service.launch({ ...options, wrapper });
  const over = launched.exited.then(() => 'over' as const);
  const listening = () => linesIn(text()).find(({ msg }) => msg === 'listening');
  const first = await Promise.race([came(() => listening() !== undefined), over]);
  const port = listening()?.port;
  expectThat(first === true && typeof port === 'number', {
    expected: 'the line `listening`, with the port, on stdout, where stdout is a pipe',
    saw: `${showValue(text().slice(-400))}${first === 'over' ? ', and its end' : ''}`,
    look: 'Does it write to stdout whatever that is: a terminal, a file, a pipe?',
  });
  return {
    http: http.to({ port }),
    signal: (name) => launched.signal(name),
    ended: launched.ended,
    pause: () => void pipe.pause(),
    resume: () => void pipe.resume(),
    text,
    came,
  };
}

/** Whole lines that are JSON objects. */
export function linesIn(text: string): LogLine[] {
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .flatMap((line) => {
      try {
        const value: unknown = JSON.parse(line);
        return typeof value === 'object' && value !== null ? [value as LogLine] : [];
      } catch {
        return [];
      }
    });
}
