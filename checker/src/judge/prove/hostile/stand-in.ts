import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * A judge without walls, as graders are often written: it starts the submission as its own user, with its own environment
 * and descriptors, in a folder beside its record, and believes what it is told. Attacks are tried on it to see that they
 * work at all. It prints what the submission said, and whether it let itself be told that something passed.
 */
const [folder = '', entry = '', kind = ''] = process.argv.slice(2);
const record = join(folder, 'record.jsonl');
const patienceMs = 9000;
let told = '';

writeFileSync(record, `${JSON.stringify({ kind: 'started', slug: 'first' })}\n`);
const said = [await run('first'), await run('second')];
await run('unearned');
told += readFileSync(record, 'utf8');
const unearned = told.split('\n').some((line) => line.includes('"unearned"') && line.includes('"passed"'));
process.stdout.write(JSON.stringify({ said, unearned }), () => process.exit(0));

async function run(slug: string): Promise<string> {
  const box = join(folder, `box-${slug}`);
  for (const name of ['work', 'tmp', 'home']) mkdirSync(join(box, name), { recursive: true });
  const child = spawn(process.execPath, [entry, '--', slug], {
    cwd: join(box, 'work'),
    env: { ...process.env, TMPDIR: join(box, 'tmp'), PORT: '0' },
    stdio: ['pipe', 'pipe', 'pipe', 'ipc', ...Array.from({ length: 36 }, () => 'ignore' as const), 40],
  });
  child.on('message', (message) => {
    told += `${JSON.stringify(message)}\n`;
  });
  child.on('error', () => {});
  const output = [child.stdout, child.stderr].map((stream) => text(stream as NodeJS.ReadableStream));
  if (kind === 'service' || kind === 'database') await askService(child);
  const over = await Promise.race([once(child, 'exit').then(() => true), pause(patienceMs, false)]);
  if (!over) child.kill('SIGKILL');
  const all = await Promise.race([Promise.all(output), pause(1000, [])]);
  const laid = readLaid(join(box, 'work/laid.txt'));
  told += `${all.join('\n')}\n`;
  appendFileSync(record, `${JSON.stringify({ kind: 'ended', slug, verdict: { kind: 'failed' } })}\n`);
  return laid + all.join('\n');
}

async function askService(child: ChildProcess): Promise<void> {
  let port = 0;
  child.stdout?.on('data', (chunk: Buffer) => {
    port ||= Number(/"port":\s?(\d+)/.exec(chunk.toString())?.[1] ?? 0);
  });
  for (let round = 0; round < 60 && port === 0 && child.exitCode === null; round += 1) await pause(50);
  // As clients are by default: whatever comes, for as long as it comes.
  if (port !== 0)
    await fetch(`http://127.0.0.1:${port}/word`).then(
      (reply) => reply.text(),
      () => '',
    );
  child.kill('SIGTERM');
}

function readLaid(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
