import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect, test } from 'vitest';
import { expectGolden } from '../../test/golden.ts';
import { ClassProgress } from './class-progress.ts';
import { classSchema } from './class-schema.ts';
import { renderClass } from './class-terminal.ts';
import { isJudged, type UnjudgedEntry } from './entry.ts';
import { classSchemaFile, exportClassSchema } from './export-schema.ts';
import { hostileNames, sampleClass } from './samples/class.ts';
import { toClass } from './to-class.ts';

const facts = { startedAt: new Date(0), durationMs: 83_000, isolation: 'bubblewrap', left: 0 } as const;
const judged = sampleClass.filter(isJudged).map(({ submission, report }) => ({
  submission,
  report: { ...report, provenance: { ...report.provenance, snapshot: submission } },
  file: `reports/${submission}.json`,
  known: submission === 'ada',
}));
const unjudged = sampleClass.filter((entry): entry is UnjudgedEntry => !isJudged(entry));
const options = { columns: 80, color: false, unicode: true, verbose: false };
const grown = toClass(
  [...judged, ...judged.slice(1, 2).map((entry) => ({ ...entry, submission: 'hopper' }))],
  unjudged,
  facts,
);

test('the screen', () => {
  expectGolden('class/wide.txt', renderClass(grown, './grades', options));
  expectGolden(
    'class/narrow.txt',
    renderClass({ ...grown, counts: { ...grown.counts, left: 3 } }, './grades', {
      ...options,
      columns: 40,
      unicode: false,
    }),
  );
});

test('fits its schema, as zod and as it is published', () => {
  expect(classSchema.parse(grown)).toEqual(grown);
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  const validate = ajv.compile(JSON.parse(exportClassSchema()));
  expect(validate(grown), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ ...grown, version: 2 })).toBe(false);
  expect(readFileSync(classSchemaFile, 'utf8')).toBe(exportClassSchema());
});

test('nobody in it: that is said', () => {
  expect(renderClass(toClass([], [], facts), 'g', options)).toContain('0 reports: nothing was graded');
});

test('names steer no terminal', () => {
  const entries = hostileNames.map((submission) => ({
    submission,
    kind: 'empty' as const,
    message: submission,
  }));
  const reports = judged.map((entry, index) => ({ ...entry, submission: hostileNames[index] ?? '' }));
  const screen = renderClass(toClass(reports, entries, facts), 'g', options);
  expect(screen.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u200b]/u);
});

test('progress: a line a submission where nobody looks, one line with a bar on a terminal', () => {
  const written = { log: '', line: '', silent: '' };
  for (const mode of ['log', 'line', 'silent'] as const) {
    const stream = { write: (text: string) => (written[mode] += text) };
    const clock = { elapsed: () => 0 };
    using progress = new ClassProgress({
      stream,
      mode,
      columns: 80,
      unicode: false,
      clock,
      every: () => () => {},
    });
    progress.take({ kind: 'surveying', total: 2 });
    progress.take({ kind: 'surveyed' });
    progress.take({ kind: 'judging', total: 2 });
    progress.take({ kind: 'begun', id: 'a\u001b[2J' });
    progress.take({ kind: 'graded', id: 'b', outcome: 'passed', known: true });
    progress.take({ kind: 'graded', id: '##[set-output name=c]d', outcome: 'failed', known: false });
  }
  expect(written.log).toBe(
    'Reading 2 submissions.\nJudging 2 submissions.\n1 of 2: b: passed, known from an earlier run\n' +
      '2 of 2: ##\\x5bset-output name=c]d: failed\n',
  );
  expect(written.line.split('\r\u001b[2K').at(-2)).toBe(
    '#################### judging 2 of 2, 0 ms, at a\\x1b[2J',
  );
  expect(written.line.endsWith('\r\u001b[2K')).toBe(true);
  expect(written.silent).toBe('');
});
