import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { grade } from '../src/cli/grade.ts';
import { repository } from '../src/repository.ts';

const text = readFileSync(join(repository, 'docs/instructor/grade.yml'), 'utf8');

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
const workflow = parse(text) as {
  readonly on: object;
  readonly permissions: object;
  readonly jobs: { readonly grade: { readonly steps: readonly Step[]; readonly permissions?: object } };
};
const { steps } = workflow.jobs.grade;

test('it is started by hand alone, and its token can only read', () => {
  expect(Object.keys(workflow.on)).toEqual(['workflow_dispatch']);
  expect(workflow.permissions).toEqual({ contents: 'read' });
  expect(workflow.jobs.grade.permissions).toBeUndefined();
});

test('every action is pinned to a commit, and says which version that is', () => {
  const uses = text.split('\n').filter((line) => /^\s+uses:/.test(line));
  expect(uses.length).toBe(3);
  for (const line of uses) expect(line).toMatch(/uses: actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

test('what somebody typed is never part of a script, and no credentials stay in a folder', () => {
  for (const { run, uses, with: given } of steps) {
    expect(run ?? '').not.toContain('${{');
    if (uses?.startsWith('actions/checkout') === true)
      expect(given).toMatchObject({ 'persist-credentials': false });
  }
});

test('its options are those of the command', () => {
  const call = steps.find(({ run }) => run?.includes('checker grade'))?.run ?? '';
  const named = [...call.matchAll(/--([a-z]+)/g)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(4);
  expect(Object.keys(grade.options)).toEqual(expect.arrayContaining(named));
});
