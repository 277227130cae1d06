import { readdirSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Env = Record<string, string | undefined>;

export class BadEnvironment extends Error {}

/** Reads variables, and notes what is wrong until `done` tells all of it. */
export function reader(env: Env) {
  const bad: string[] = [];
  const text = (name: string, good: (value: string) => boolean, otherwise?: string): string => {
    const value = env[name] || otherwise;
    if (value === undefined || !good(value)) bad.push(name);
    return value ?? '';
  };
  return {
    text,
    int(name: string, otherwise: number, min: number, max: number): number {
      const good = (value: string) =>
        /^\d{1,12}$/.test(value) && Number(value) >= min && Number(value) <= max;
      return Number(text(name, good, String(otherwise)));
    },
    url: () => text('DATABASE_URL', (value) => /^postgres(ql)?:/.test(value) && URL.canParse(value)),
    folder: () => text('MIGRATIONS_DIR', (value) => list(value) !== null, 'migrations'),
    handlers: () => text('JOB_HANDLERS', (value) => value.startsWith('/')),
    done(): void {
      if (bad.length > 0) throw new BadEnvironment(bad.map((name) => `${name} is missing or bad`).join('\n'));
    },
  };
}

/** The names of a folder's migrations, in order. */
export function list(folder: string): string[] | null {
  try {
    const files = readdirSync(folder).filter((file) => /^\d{4}_[a-z0-9_-]+\.sql$/.test(file));
    return files.map((file) => file.replace(/\.sql$/, '')).sort();
  } catch {
    return null;
  }
}

export function say(level: string, fields: object, msg: string): void {
  process.stdout.write(`${JSON.stringify({ level, time: new Date().toISOString(), ...fields, msg })}\n`);
}

export async function open(server: Server, port: number, host: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { address, port: real } = server.address() as AddressInfo;
  say('info', { host: address, port: real }, 'listening');
}

export function labelled(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

export function counters(name: string, help: string, counts: ReadonlyMap<string, number>): string {
  const lines = [...counts].map(([type, count]) => `${name}{type="${labelled(type)}"} ${count}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} counter\n${lines.join('')}`;
}
