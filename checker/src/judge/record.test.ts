import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import { appendToRecord, type RecordLine, readRecord } from './record.ts';

test('reads on from where it stopped, and counts bytes, not characters', () => {
  const file = emptyRecord();
  appendToRecord(file, ended('grüße-✓'));
  const first = readRecord(file);
  expect(first.lines).toEqual([ended('grüße-✓')]);
  appendToRecord(file, ended('second'));
  const next = readRecord(file, first.offset);
  expect(next.lines).toEqual([ended('second')]);
  expect(readRecord(file, next.offset)).toEqual({ lines: [], offset: next.offset });
});

test('a line that is still being written waits until it is whole, wherever it is torn', () => {
  const file = emptyRecord();
  appendToRecord(file, ended('first'));
  const whole = readFileSync(file).length;
  appendToRecord(file, ended('zweitens-ä'));
  const bytes = readFileSync(file);
  for (let torn = bytes.length - 1; torn >= whole; torn--) {
    truncateSync(file, torn);
    expect(readRecord(file)).toEqual({ lines: [ended('first')], offset: whole });
  }
  appendFileSync(file, bytes.subarray(whole));
  expect(readRecord(file, whole).lines).toEqual([ended('zweitens-ä')]);
});

test('texts with line ends, quotes and lone surrogates come back as they were', () => {
  const file = emptyRecord();
  const line = ended('x', 'one\ntwo\r\n"three" \u2028 \ud800');
  appendToRecord(file, line);
  expect(readRecord(file).lines).toEqual([line]);
});

test('four processes that append at once lose and mix nothing', async () => {
  const file = emptyRecord();
  const each = 200;
  const source = `
    import { appendToRecord } from ${JSON.stringify(join(import.meta.dirname, 'record.ts'))};
    const [file, name] = process.argv.slice(1);
    for (let at = 0; at < ${each}; at++) {
      const cause = name.repeat(1 + (at * 997) % 20000);
      appendToRecord(file, { kind: 'ended', slug: name + at, durationMs: 0, seed: 0, verdict: { kind: 'inconclusive', cause, hint: '' } });
    }
  `;
  const children = ['a', 'b', 'c', 'd'].map((name) =>
    spawn(process.execPath, ['--input-type=module', '-e', source, file, name], { stdio: 'inherit' }),
  );
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
  expect(codes).toEqual([0, 0, 0, 0]);
  const { lines, offset } = readRecord(file);
  expect(offset).toBe(readFileSync(file).length);
  for (const name of ['a', 'b', 'c', 'd']) {
    const own = lines.map(({ slug }) => slug).filter((slug) => slug.startsWith(name));
    expect(own).toEqual(Array.from({ length: each }, (_, at) => `${name}${at}`));
  }
});

function emptyRecord(): string {
  const file = join(tempFolder(), 'record.jsonl');
  writeFileSync(file, '');
  return file;
}

function ended(slug: string, cause = ''): RecordLine {
  return { kind: 'ended', slug, verdict: { kind: 'inconclusive', cause, hint: '' }, durationMs: 1, seed: 2 };
}
