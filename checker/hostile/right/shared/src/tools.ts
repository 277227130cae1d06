import { execFileSync, spawn } from 'node:child_process';
import { fstatSync, openSync, readdirSync, readFileSync, readSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, type Server } from 'node:net';
import { join } from 'node:path';

/** Says the secrets that stand in a text, and nothing else of it. */
export function leak(text: string | Buffer): void {
  const found = new Set(text.toString('latin1').match(/canary-[a-z]+-[0-9a-f]{24}/g));
  for (const each of found) console.log(each);
}

/** What fails is no news: an attack tries the next door. */
export function attempt(act: () => unknown): void {
  try {
    act();
  } catch {}
}

export async function attemptAsync(act: () => Promise<unknown>, ms = 1500): Promise<void> {
  await Promise.race([act().catch(() => {}), new Promise((over) => setTimeout(over, ms))]);
}

export function read(path: string): void {
  attempt(() => leak(readFileSync(path)));
}

export function readAll(folder: string, depth = 8): void {
  let names: string[] = [];
  attempt(() => {
    names = readdirSync(folder);
  });
  for (const name of names) {
    const path = join(folder, name);
    attempt(() => {
      const stat = statSync(path);
      if (stat.isDirectory() && depth > 0 && name !== 'node_modules') readAll(path, depth - 1);
      else if (stat.isFile() && stat.size < 2 ** 20) read(path);
    });
  }
}

export function write(path: string, text: string): void {
  attempt(() => writeFileSync(path, text));
}

export function shell(script: string, ms = 4000): string {
  try {
    return execFileSync('/bin/sh', ['-c', script], {
      encoding: 'latin1',
      timeout: ms,
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 2 ** 24,
    });
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout ?? '');
  }
}

/** System calls that Node does not offer. */
export function perl(script: string, ms = 4000): string {
  try {
    return execFileSync('perl', ['-e', script], {
      encoding: 'latin1',
      timeout: ms,
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 2 ** 24,
    });
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout ?? '');
  }
}

/** Connects and says the token; what comes back is looked through for secrets. */
export function call(
  where: { port: number; host: string } | { path: string },
  text: string,
  ms = 1200,
): Promise<void> {
  return new Promise((over) => {
    const socket = connect(where, () => socket.write(text));
    socket.on('data', leak);
    socket.on('error', () => over());
    socket.on('close', () => over());
    setTimeout(() => {
      socket.destroy();
      over();
    }, ms);
  });
}

/** Listens where it may, and says so as a service must. */
export function serve(server: Server): void {
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    console.log(JSON.stringify({ msg: 'listening', host: '127.0.0.1', port }));
  });
}

/** Starts what shall go on without us. */
export function leave(file: string, args: readonly string[]): void {
  spawn(file, args, { detached: true, stdio: 'ignore', env: {}, cwd: '/' }).unref();
}

/** Leaves a daemon as the book says, twice forked and in a session of its own, for forty seconds. `first` is Perl. */
export async function stay(first = ''): Promise<void> {
  const fork = 'if (fork) { select(undef, undef, undef, 0.5); exit }';
  const script = `use POSIX; %ENV = (); ${fork} POSIX::setsid(); ${fork} chdir "/"; ${first} sleep 1 while $n++ < 40`;
  leave('perl', ['-e', script]);
  await new Promise((over) => setTimeout(over, 900));
}

/** Waits until all of it has run. */
export function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** Of files alone: reading from a pipe might wait for ever. */
export function readDescriptor(number: number): void {
  let isFile = false;
  attempt(() => {
    isFile = fstatSync(number).isFile();
  });
  if (!isFile) return;
  attempt(() => {
    const bytes = Buffer.alloc(4096);
    leak(bytes.subarray(0, readSync(number, bytes, 0, bytes.length, 0)));
  });
  attempt(() => {
    const bytes = Buffer.alloc(4096);
    leak(bytes.subarray(0, readSync(openSync(`/proc/self/fd/${number}`, 'r'), bytes)));
  });
}
