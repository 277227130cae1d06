import { describe, expect, test } from 'vitest';
import { applyPatch, type Contact, patchBetween } from '../src/index.ts';

const ada: Contact = Object.freeze({
  name: 'Ada',
  phone: '+49 30 1',
  note: 'twice',
  quietFromHour: 23,
  weekends: true,
});
const silent: Contact = { name: 'Ada', phone: null, note: '', quietFromHour: 0, weekends: false };

describe('applyPatch', () => {
  test('absent and undefined keep, null clears, everything else is set', () => {
    expect(applyPatch(ada, {})).toEqual(ada);
    expect(
      applyPatch(ada, { name: undefined, phone: null, note: '', quietFromHour: 0, weekends: false }),
    ).toEqual(silent);
  });

  test.each(['name', 'weekends'])('%s cannot be cleared', (field) => {
    expect(() => applyPatch(ada, { [field]: null })).toThrow(TypeError);
  });

  test.each(['quietFrom', 'toString', '__proto__'])('%s is no field', (field) => {
    const patch = JSON.parse(`{ "${field}": "x" }`);
    expect(() => applyPatch(ada, patch)).toThrow(TypeError);
  });
});

describe('patchBetween', () => {
  test('says what differs, and nothing else', () => {
    expect(patchBetween(ada, ada)).toEqual({});
    expect(patchBetween(ada, { ...ada, phone: null })).toEqual({ phone: null });
  });

  test('leads from one to the other by way of JSON', () => {
    const sent = JSON.parse(JSON.stringify(patchBetween(ada, silent)));
    expect(applyPatch(ada, sent)).toEqual(silent);
    expect(applyPatch(silent, patchBetween(silent, ada))).toEqual(ada);
  });
});
