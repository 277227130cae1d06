import { describe, expect, test } from 'vitest';
import { CheckerError } from '../errors.ts';
import { isSafe } from '../report/sanitize.ts';
import { tellFailure } from './tell-failure.ts';

const version = '1.2.3';
const mistake = new CheckerError('EXERCISE_UNKNOWN', 'there is no exercise "x"', {
  hint: 'Take one.\nOr another.',
});

describe('a mistake of the user or the machine', () => {
  test('is a line and what to do, without a stack', () => {
    expect(tellFailure(mistake, { json: false, version })).toEqual({
      stream: 'stderr',
      exitCode: 2,
      text: 'checker: there is no exercise "x"\n  Take one.\n  Or another.\n',
    });
  });

  test('is one JSON value for machines', () => {
    const { stream, text } = tellFailure(mistake, { json: true, version });
    expect(stream).toBe('stdout');
    expect(JSON.parse(text)).toEqual({
      error: {
        code: 'EXERCISE_UNKNOWN',
        message: 'there is no exercise "x"',
        hint: 'Take one.\nOr another.',
      },
    });
  });

  test('steers no terminal with the name of a file, in either form', () => {
    const named = 'a\u202eb\u009b2J\u001b[2J';
    const error = new CheckerError('SUBMISSION_TOO_LARGE', `${named} has 9 bytes`, { hint: named });
    for (const json of [false, true]) {
      const { text } = tellFailure(error, { json, version });
      expect(isSafe(text), text).toBe(true);
    }
    expect(JSON.parse(tellFailure(error, { json: true, version }).text).error.hint).toBe(named);
    expect(isSafe(tellFailure(new Error(named), { json: true, version }).text)).toBe(true);
  });

  test.each([
    ['ENOSPC', 'DISK_FULL'],
    ['EROFS', 'NOT_WRITABLE'],
    ['EACCES', 'NOT_WRITABLE'],
  ])('%s of the file system is %s, exit 3', (code, expected) => {
    const error = Object.assign(new Error(code), { code, path: '/course/workspace' });
    const { text, exitCode } = tellFailure(error, { json: true, version });
    expect(exitCode).toBe(3);
    expect(JSON.parse(text).error).toMatchObject({
      code: expected,
      message: expect.stringContaining('/course/workspace'),
    });
  });
});

test('anything else is a bug of ours, with its stack and versions', () => {
  const { text, exitCode } = tellFailure(new TypeError('x is not a function'), { json: false, version });
  expect(exitCode).toBe(3);
  expect(text).toMatch(/^checker: this is a bug of the checker \(version 1\.2\.3, Node \d/);
  expect(text).toMatch(/TypeError: x is not a function\n {4}at /);
  expect(tellFailure('a string', { json: false, version }).text).toContain('a string');
});
