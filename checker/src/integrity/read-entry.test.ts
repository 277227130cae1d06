import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import { renderJson } from '../report/json.ts';
import { sampleExercise } from '../report/samples/exercise.ts';
import { hostileText } from '../report/samples/hostile.ts';
import { mixture } from '../report/samples/results.ts';
import { isSafe } from '../report/sanitize.ts';
import { toReport } from '../report/to-report.ts';
import { makeKeyPair } from './key-pair.ts';
import { readEntry } from './read-entry.ts';
import { readPrivateKey, readPublicKey } from './read-key.ts';
import { signReport } from './sign-report.ts';

const report = toReport(sampleExercise, mixture);
const whole = renderJson(report);

function layOut(text: string | Buffer): string {
  const file = join(tempFolder(), 'ada.json');
  writeFileSync(file, text);
  return file;
}

const changed = (part: object) => JSON.stringify({ ...report, ...part });
const [first] = report.requirements;
const older = { ...report.provenance, checkerDigest: undefined, services: undefined };

const bad: readonly (readonly [name: string, content: string | Buffer, why: string])[] = [
  ['empty', '', 'no JSON'],
  ['truncated', whole.slice(0, whole.length / 2), 'no JSON'],
  ['truncated by a byte', whole.trimEnd().slice(0, -1), 'no JSON'],
  ['another version', changed({ version: 2 }), 'expected version 1 of a report, got 2'],
  ['a version in words', changed({ version: '1' }), 'expected version 1 of a report, got "1"'],
  ['no version', changed({ version: undefined }), 'expected version 1'],
  ['another format', changed({ format: 'backend-workbook-trace' }), 'no report of this project'],
  ['no format', '{}', 'no report of this project'],
  ['a list', `[${whole}]`, 'no report of this project'],
  ['nothing', 'null', 'no report of this project'],
  ['a number', '1e999', 'no report of this project'],
  ['50 MB', Buffer.alloc(50_000_000, 32), 'it has 48 MiB, and no report has more than 32'],
  ['deep lists', '['.repeat(1_000_000) + ']'.repeat(1_000_000), 'no report of this project'],
  ['deep objects', `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`, 'no report of this project'],
  [
    'depth inside',
    changed({ next: 'x' }).replace('"next":"x"', `"next":${'['.repeat(500_000)}${']'.repeat(500_000)}`),
    'at next',
  ],
  ['points in words', changed({ points: 'all' }), 'at points'],
  ['points below nothing', changed({ points: { ...report.points, earned: -1 } }), 'at points.earned'],
  ['no requirements', changed({ requirements: undefined }), 'at requirements'],
  [
    'a verdict of its own',
    changed({ requirements: [{ ...first, verdict: { kind: 'excellent' } }] }),
    'at requirements.0.verdict',
  ],
  ['something more', changed({ bonus: 10 }), 'Unrecognized key: "bonus"'],
  ['a name that steers terminals', changed({ [hostileText]: 1 }), 'Unrecognized key'],
  ['bytes that are no text', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), 'no text in UTF-8'],
  ['a picture', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0', 'latin1'), 'no text in UTF-8'],
  ['a NaN', '{"format":NaN}', 'no JSON'],
  ['a hostile text', hostileText, 'no JSON'],
  ['two reports', whole + whole, 'no JSON'],
  ['an error of the machine', '{"error":{"code":"BOX_UNAVAILABLE","message":"x","hint":""}}', 'no verdict'],
  [
    'an error of a hostile name',
    JSON.stringify({ error: { code: hostileText.repeat(20), message: 'x' } }),
    'no verdict',
  ],
  ['a version that turns the text', changed({ version: '\u202e1' }), 'expected version 1'],
  ['half an envelope', '{"payload":"e30","protected":"e30"}', 'exactly a payload'],
  ['an envelope around nothing', '{"payload":"e30","protected":"e30","signature":"e30"}', 'no report'],
];

test.each(bad)('%s: one clear line', async (_, content, why) => {
  const reading = await readEntry(layOut(content), 'ada', []);
  expect(reading).toEqual({ kind: 'bad', why: expect.stringContaining(why) });
  const told = reading.kind === 'bad' ? reading.why : '';
  expect(told.length).toBeLessThan(300);
  expect(isSafe(told) && !told.includes('\n')).toBe(true);
});

test('what is not there, or no file, is told', async () => {
  const folder = tempFolder();
  mkdirSync(join(folder, 'ada.json'));
  expect(await readEntry(join(folder, 'eve.json'), 'eve', [])).toMatchObject({
    why: 'there is no such file',
  });
  expect(await readEntry(join(folder, 'ada.json'), 'ada', [])).toMatchObject({ why: 'it is no file' });
});

test('a report is read, also an older one that knows less', async () => {
  expect(await readEntry(layOut(whole), 'ada', [])).toEqual({
    kind: 'entry',
    entry: { submission: 'ada', report },
  });
  expect(await readEntry(layOut(changed({ provenance: older })), 'ada', [])).toMatchObject({ kind: 'entry' });
});

test.each([
  ['SUBMISSION_MISSING', 'empty'],
  ['SUBMISSION_UNREADABLE', 'refused'],
  ['SUBMISSION_TOO_LARGE', 'refused'],
])('what `check --json` says with %s is a submission that is %s', async (code, kind) => {
  const file = layOut(JSON.stringify({ error: { code, message: 'a pipe', hint: 'x' } }));
  expect(await readEntry(file, 'ada', [])).toEqual({
    kind: 'entry',
    entry: { submission: 'ada', kind, message: 'a pipe' },
  });
});

test('with a key only what it signed is taken, under the name that was signed', async () => {
  const folder = tempFolder();
  const pair = makeKeyPair();
  writeFileSync(join(folder, 'k.pem'), pair.privatePem);
  writeFileSync(join(folder, 'k.pub.pem'), pair.publicPem);
  const key = await readPrivateKey(join(folder, 'k.pem'));
  const keys = [await readPublicKey(join(folder, 'k.pub.pem'))];
  const signed = layOut(await signReport(report, { key, submission: 'grace', at: new Date(0) }));
  const taken = { kind: 'entry', entry: { submission: 'grace', report } };
  expect(await readEntry(signed, 'ada', keys)).toEqual(taken);
  expect(await readEntry(signed, 'ada', [])).toEqual(taken);
  expect(await readEntry(layOut(whole), 'ada', keys)).toEqual({
    kind: 'bad',
    why: 'it is not signed: it holds no signature',
  });
});
