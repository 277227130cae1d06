import { expectThat, fc, requirement } from 'checker/kit';
import { call, look, make, openStage, type Stage, tellError } from './stage.ts';
import { isRecord, sameMembers, spell, thing } from './values.ts';

type Fields = Readonly<Record<string, unknown>>;

const texts = ['', 'Ada', '+49 30 1', 'call twice'];
const clearableText = fc.constantFrom<unknown>('', null, ...texts.slice(1));
const clearableHour = fc.constantFrom<unknown>(0, null, 7, 23);
const values = {
  name: fc.constantFrom<unknown>('Ada', '', 'Bob'),
  phone: clearableText,
  note: clearableText,
  quietFromHour: clearableHour,
  weekends: fc.constantFrom<unknown>(false, true),
};
const contacts = fc.record(values);
/** undefined stands in it where a program wrote `{ phone: body.phone }`. */
const patches = fc
  .record(
    {
      name: fc.option(values.name, { nil: undefined }),
      phone: fc.option(values.phone, { nil: undefined }),
      note: fc.option(values.note, { nil: undefined }),
      quietFromHour: fc.option(values.quietFromHour, { nil: undefined }),
      weekends: fc.option(values.weekends, { nil: undefined }),
    },
    { requiredKeys: [] },
  )
  .map((patch): Fields => ({ ...patch }));

const ada = { name: 'Ada', phone: '+49 30 1', note: 'call twice', quietFromHour: 23, weekends: true };
const bare = { name: 'Bob', phone: null, note: null, quietFromHour: null, weekends: false };

requirement('patch', async ({ module, property }) => {
  const stage = await openStage(module);
  const judge = async ([contact, patch]: readonly [Fields, Fields]): Promise<void> => {
    const told = tellPatch([contact, patch]);
    const { ending, result } = await applyPatch(stage, contact, patch);
    const expected = applied(contact, patch);
    expectThat(!ending.threw, {
      expected: `${told} to give a contact`,
      saw: ending.threw ? `it threw ${tellError(ending)}` : '',
      look: 'Which line throws, and for which field?',
    });
    for (const [field, value] of Object.entries(expected)) {
      expectThat(isRecord(result) && result[field] === value, {
        expected: `\`${field}\` to be ${spell(value)} after ${tellPatch([contact, patch], field)}`,
        saw: isRecord(result) ? spell(result[field]) : `no contact but ${spell(result)}`,
        look: lookAt(field, patch),
      });
    }
    expectThat(sameMembers(result, expected), {
      expected: `${told} to give the five fields of a contact and no others`,
      saw: spell(result),
      look: 'Which members does the result have that a contact has not?',
    });
  };
  await judge([ada, { name: 'Eve' }]);
  await judge([ada, { phone: null }]);
  await judge([ada, { phone: '', quietFromHour: 0, weekends: false }]);
  await judge([ada, { phone: undefined, name: undefined }]);
  await judge([bare, { quietFromHour: 0 }]);
  await judge([ada, {}]);
  await property('a contact and a patch', fc.tuple(contacts, patches), judge, { runs: 100, show: tellPatch });

  for (const [field, patch] of [
    ['name', { phone: '1', name: null }],
    ['weekends', { weekends: null, phone: '1' }],
    ['quietFrom', { phone: '1', quietFrom: 7 }],
    ['__proto__', JSON.parse('{"phone":"1","__proto__":null}')],
    ['toString', { toString: 'x' }],
  ] as const) {
    await refuses(stage, field, patch);
  }
});

requirement('patch-between', async ({ module, property }) => {
  const stage = await openStage(module);
  const judge = async ([before, after]: readonly [Fields, Fields]): Promise<void> => {
    const told = tellBetween([before, after]);
    const called = call('patchBetween', [thing('before'), thing('after')], 'patch');
    const looks = [look('patch'), look('before'), look('after')] as const;
    const played = await stage.play([make('before', before), make('after', after), called, ...looks]);
    const patch = played.members(called, told);
    const sent = isRecord(patch)
      ? Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
      : patch;
    const expected = Object.fromEntries(
      Object.entries(after).filter(([name, value]) => before[name] !== value),
    );
    expectThat(sameMembers(sent, expected), {
      expected: `${told} to give ${spell(expected)} once it has gone through JSON`,
      saw: spell(sent),
      look: 'JSON drops members that are undefined. Ask of each field whether the two values differ, and put the value of `after` into the patch, whatever it is.',
    });
    expectThat(
      sameMembers(played.value(looks[1], told), before) && sameMembers(played.value(looks[2], told), after),
      {
        expected: 'both contacts to stay as they were',
        saw: 'one of them was changed',
        look: 'Whose object do you write into, or delete from?',
      },
    );
  };
  await judge([ada, { ...ada, phone: null }]);
  await judge([ada, { ...ada, note: '', quietFromHour: 0, weekends: false }]);
  await judge([ada, { ...ada }]);
  await property('two contacts', fc.tuple(contacts, contacts), judge, {
    runs: 100,
    show: tellBetween,
  });
});

async function refuses(stage: Stage, field: string, patch: Fields): Promise<void> {
  const told = tellPatch([ada, patch]);
  const { ending } = await applyPatch(stage, ada, patch);
  const refused = ending.threw && ending.is === 'TypeError' && ending.message.includes(field);
  expectThat(refused, {
    promise:
      '`applyPatch` refuses null for a field that must have a value, and fields that a contact does not have.',
    expected: `${told} to throw a TypeError whose message contains \`${field}\``,
    saw: ending.threw ? `it threw ${tellError(ending)}` : 'it threw nothing',
    look: Object.hasOwn(ada, field)
      ? 'Null means clear. Which fields of a contact can be empty, by their type?'
      : 'A misspelt field that is passed over looks to its sender as if it had been stored. Which own members has the patch, and which fields a contact?',
  });
}

/** Calls applyPatch, and looks whether it left alone what it was handed. */
async function applyPatch(stage: Stage, contact: Fields, patch: Fields) {
  const told = tellPatch([contact, patch]);
  const called = call('applyPatch', [thing('contact'), thing('patch')], 'result');
  const looks = { result: look('result'), contact: look('contact'), patch: look('patch') };
  const played = await stage.play([
    make('contact', contact),
    make('patch', patch),
    called,
    looks.result,
    looks.contact,
    looks.patch,
  ]);
  for (const [which, before] of [
    ['contact', contact],
    ['patch', patch],
  ] as const) {
    const after = played.value(looks[which], told);
    expectThat(sameMembers(after, before), {
      promise: '`applyPatch` leaves the contact and the patch as they were, also where it throws.',
      expected: `the ${which} to stay ${spell(before)} in ${told}`,
      saw: spell(after),
      look: 'Write into a new object, after everything has been checked.',
    });
  }
  const ending = played.ending(called);
  return { ending, result: ending.threw ? undefined : played.members(called, told) };
}

function applied(contact: Fields, patch: Fields): Fields {
  return Object.fromEntries(
    Object.entries(contact).map(([name, value]) => [name, patch[name] === undefined ? value : patch[name]]),
  );
}

function lookAt(field: string, patch: Fields): string {
  if (patch[field] === undefined) return `Nobody said anything about ${field}. Absent means keep.`;
  if (patch[field] === null)
    return `Somebody said ${field}: null. Null means clear; what does \`??\` make of it?`;
  return `Somebody said ${field}: ${spell(patch[field])}, which is a value like any other.`;
}

/** With those fields of the contact that it is about. */
function tellPatch([contact, patch]: readonly [Fields, Fields], field?: string): string {
  const about = Object.entries(contact).filter(([name]) => name === field || Object.hasOwn(patch, name));
  return `applyPatch(${spellSome(about)}, ${spell(patch)})`;
}

function tellBetween([before, after]: readonly [Fields, Fields]): string {
  const differ = Object.keys(before).filter((name) => before[name] !== after[name]);
  const some = (contact: Fields) => spellSome(differ.map((name) => [name, contact[name]]));
  return `patchBetween(${some(before)}, ${some(after)})`;
}

function spellSome(members: readonly (readonly [string, unknown])[]): string {
  return members.length === 0 ? 'contact' : spell(Object.fromEntries(members)).replace(/ }$/, ', … }');
}
