import { expect, test } from 'vitest';
import { applyPatch, type Contact, patchBetween, withDefaults } from '../src/index.ts';

const ada: Contact = { name: 'Ada', phone: '+49 30 1', note: 'twice', quietFromHour: 23, weekends: true };

test('ticket 1: what was given holds, also where it is 0, empty, false or null', () => {
  const defaults = { retries: 3, prefix: 'nightwatch', colour: true, logFile: 'night.log' as string | null };
  const given = { retries: 0, prefix: '', colour: false, logFile: null };
  expect(withDefaults(defaults, given)).toEqual(given);
});

test('an option that is undefined was not given', () => {
  expect(withDefaults({ retries: 3 }, { retries: undefined })).toEqual({ retries: 3 });
});

test('the defaults are the same for the next one who asks', () => {
  const defaults = { retries: 3 };
  withDefaults(defaults, { retries: 5 });
  expect(withDefaults(defaults)).toEqual({ retries: 3 });
});

test('ticket 2: null clears, absent keeps', () => {
  expect(applyPatch(ada, { phone: null })).toEqual({ ...ada, phone: null });
  expect(applyPatch(ada, { quietFromHour: 0 })).toEqual({ ...ada, quietFromHour: 0 });
});

test('a contact has a name', () => {
  const patch = JSON.parse('{ "name": null }');
  expect(() => applyPatch(ada, patch)).toThrow(TypeError);
  expect(() => applyPatch(ada, patch)).toThrow('name');
});

test('a patch that clears still clears after its journey', () => {
  const sent = JSON.stringify(patchBetween(ada, { ...ada, phone: null }));
  expect(JSON.parse(sent)).toEqual({ phone: null });
});
