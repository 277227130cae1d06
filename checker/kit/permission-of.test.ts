import { expect, test } from 'vitest';
import { permissionOf } from './permission-of.ts';

test('threads are granted where the manifest says so, and only there', () => {
  expect(permissionOf({ permission: 'on', workers: false })).toEqual({ kind: 'on', workers: false });
  expect(permissionOf({ permission: 'on', workers: true })).toEqual({ kind: 'on', workers: true });
  expect(permissionOf({ permission: 'off', workers: true })).toEqual({ kind: 'off' });
});
