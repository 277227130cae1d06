import { describe, expect, test } from 'vitest';
import { classifyDatabaseError } from '../src/index.ts';

const table = {
  conflict: ['23505', '23P01'],
  invalid: [
    ...['23000', '23502', '23503', '23514', '23ZZZ'],
    ...['22001', '22003', '22007', '22008', '22021', '22P02', '22P05'],
  ],
  retry: ['40001', '40P01'],
  unavailable: [
    ...['08000', '08001', '08003', '08004', '08006', '08007'],
    ...['53000', '53100', '53200', '53300', '53400', '57P01', '57P02', '57P03', '55P03', '25006'],
    ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'],
    ...['EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'],
  ],
  cancelled: ['57014'],
  unexpected: [
    ...['08P01', '22012', '22000', '22P03', '25P02', '25001', '40000', '40002', '40003', '42P01', '42601'],
    ...['55000', '55006', '57000', '57P04', '57P05', 'P0001', 'XX000', '00000', '28P01', '3D000'],
    ...[
      '',
      '23',
      '235',
      '235050',
      ' 23505',
      '23505 ',
      '23505\n',
      '23p01',
      '40p01',
      '-3505',
      '2350é',
      '08',
      '53',
    ],
    ...['EACCES', 'EPERM', 'ERR_INVALID_ARG_TYPE', 'constructor', '__proto__', 'econnrefused'],
  ],
} as const;

describe.each(Object.entries(table))('%s', (kind, codes) => {
  test.each(codes)('%j', (code) => {
    expect(classifyDatabaseError(Object.assign(new Error('from the database'), { code }))).toBe(kind);
  });
});

test('an error need not be an Error', () => {
  expect(classifyDatabaseError({ code: '23505' })).toBe('conflict');
  const bare = Object.assign(Object.create(null), { code: '40001' });
  expect(classifyDatabaseError(bare)).toBe('retry');
  class Inherited {
    get code() {
      return '57014';
    }
  }
  expect(classifyDatabaseError(new Inherited())).toBe('cancelled');
});

test.each([
  ...[undefined, null, '23505', 23505, 0, true, Symbol('23505'), [], {}, () => '23505', new Error('23505')],
  ...[{ code: 23505 }, { code: null }, { code: ['23505'] }, { code: new String('23505') }],
  ...[{ sqlstate: '23505' }, { cause: { code: '23505' } }, Object.create(null)],
])('%o has no code', (error) => {
  expect(classifyDatabaseError(error)).toBe('unexpected');
});
