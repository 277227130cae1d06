import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';
import type { ClassReport } from '../../src/report/class-schema.ts';
import { repository } from '../../src/repository.ts';
import { type Ended, type Learner, settle } from './learner.ts';

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile(
  JSON.parse(readFileSync(join(repository, 'docs/schemas/grades.schema.json'), 'utf8')),
);

export const right = `const names = process.argv.slice(2);
if (names.length === 0) { console.error('whom?'); process.exitCode = 2; }
for (const name of names) console.log('hello ' + name);
`;
export const wrong = 'console.log("hullo");\n';
/** What a test of the grader itself need not pay for. */
export const withoutWalls = ['--isolation', 'process'] as const;

/** A machine to grade on; what was handed in lies in `class/`. */
export function settleClass(submissions: Readonly<Record<string, string | Buffer>>): Learner {
  const learner = settle('none');
  for (const [path, content] of Object.entries(submissions)) {
    const file = join(learner.root, 'class', path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, content);
  }
  return learner;
}

export function gradesOf({ stdout }: Ended): ClassReport {
  const grades: unknown = JSON.parse(stdout);
  expect(validate(grades), JSON.stringify(validate.errors)).toBe(true);
  return grades as ClassReport;
}

export function outcomes(grades: ClassReport): Record<string, string> {
  return Object.fromEntries(
    grades.submissions.map((each) => [each.submission, 'outcome' in each ? each.outcome : each.kind]),
  );
}

export type JournalLine = Readonly<{ event: string; key?: string; final?: boolean; why?: string }>;

export function journal({ root }: Learner): JournalLine[] {
  const text = readFileSync(join(root, 'grades/journal.jsonl'), 'utf8');
  return text
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as JournalLine);
}
