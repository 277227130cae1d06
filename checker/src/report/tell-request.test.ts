import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import type { Step } from '../judge/observation.ts';
import { takePen } from './pen.ts';
import { hostileText } from './samples/hostile.ts';
import { whole } from './samples/steps.ts';
import { isSafe } from './sanitize.ts';
import { tellSteps } from './tell-steps.ts';

const pen = takePen({ columns: 80, color: false, verbose: false, unicode: true });

const patch: Extract<Step, { kind: 'request' }> = {
  kind: 'request',
  method: 'PATCH',
  target: '/tasks/019ca91e-3c00-7d2a-8f10-6a1b5c3de901?x=1',
  headers: [
    ['content-type', 'application/merge-patch+json'],
    ['if-match', '"1"'],
  ],
  body: whole('{"title":"it\'s"}'),
  answer: {
    kind: 'response',
    status: 412,
    headers: [
      ['content-type', 'application/problem+json'],
      ['date', 'Sun, 01 Mar 2026 12:00:00 GMT'],
    ],
    body: whole('{"status":412}'),
  },
};

test('a request reads as a curl command, and its answer under it', () => {
  expect(tellSteps([patch], pen)).toMatchInlineSnapshot(`
    [
      "    $ curl -i -X PATCH "$URL"'/tasks/019ca91e-3c00-7d2a-8f10-6a1b5c3de901?x=1' \\",
      "        -H 'content-type: application/merge-patch+json' -H 'if-match: "1"' -d \\",
      "        '{"title":"it'\\''s"}'",
      "      412 Precondition Failed",
      "      content-type: application/problem+json",
      "      {"status":412}",
    ]
  `);
});

test('where there are several services, it says which was asked', () => {
  expect(tellSteps([{ ...patch, to: 'production-api 2', headers: [], body: null }], pen).slice(0, 2)).toEqual(
    [
      '    # to production-api 2:',
      `    $ curl -i -X PATCH "$URL"'/tasks/019ca91e-3c00-7d2a-8f10-6a1b5c3de901?x=1'`,
    ],
  );
});

test('a shell reads it as it was sent', () => {
  const lines = tellSteps([{ ...patch, target: '/a//b/../c' }], pen);
  const command = lines
    .slice(
      0,
      lines.findIndex((line) => line.trim().startsWith('412')),
    )
    .join('\n');
  const script = `curl() { printf '%s\\n' "$@"; }\nURL=http://h\n${command.replace(/^\s*\$ /, '')}`;
  expect(execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trimEnd().split('\n')).toEqual([
    '-i',
    '-X',
    'PATCH',
    '--path-as-is',
    'http://h/a//b/../c',
    '-H',
    'content-type: application/merge-patch+json',
    '-H',
    'if-match: "1"',
    '-d',
    '{"title":"it\'s"}',
  ]);
});

test('a request without an answer says so, and nothing that came steers the terminal', () => {
  const none: Step = { ...patch, method: 'GET', body: null, answer: { kind: 'none', why: 'it was reset' } };
  expect(tellSteps([none], pen).at(-1)).toBe('      it was reset');
  const hostile: Step = {
    ...patch,
    method: hostileText,
    target: hostileText,
    headers: [[hostileText, hostileText]],
    answer: {
      kind: 'response',
      status: 200,
      headers: [[hostileText, hostileText]],
      body: whole(hostileText),
    },
  };
  for (const line of tellSteps([hostile], pen)) expect(isSafe(line)).toBe(true);
});
