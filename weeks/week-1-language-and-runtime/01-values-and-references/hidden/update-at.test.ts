import { broken, type DriverLink, expectThat, fc, requirement, type Teaching } from 'checker/kit';
import type { Path, Told, Tree } from './driver/trees.ts';
import type { UpdateAsked, UpdateSeen } from './driver/update.ts';
import {
  anyState,
  choices,
  listOf,
  newcomer,
  pathsThrough,
  pathThrough,
  recordOf,
  smallStates,
  treeAt,
  withTreeAt,
  wrongSteps,
} from './inputs.ts';
import { spell, spellPath, spellPlace } from './spelling.ts';

type Replacing = UpdateAsked & { readonly by: Tree };

const replacing: fc.Arbitrary<Replacing> = fc
  .tuple(anyState, choices, newcomer, fc.boolean())
  .map(([state, ways, by, frozen]) => {
    return { state, path: pathThrough(state, ways), change: { kind: 'replace', by }, by, frozen };
  });
const keeping: fc.Arbitrary<UpdateAsked> = fc.tuple(anyState, choices).map(([state, ways]) => {
  return { state, path: pathThrough(state, ways), change: { kind: 'keep' } };
});
const newText: Tree = { kind: 'plain', value: 'new' };

requirement('updates-a-copy', async ({ module, property, random }) => {
  const link = await module.open();
  for (const state of smallStates(() => random.word())) {
    for (const path of pathsThrough(state)) {
      const by: Tree = { kind: 'plain', value: random.word() };
      for (const frozen of [false, true]) {
        await expectCopy(link, { state, path, change: { kind: 'replace', by }, by, frozen });
      }
      await expectThrownThrough(link, { state, path, change: { kind: 'throw', message: random.word() } });
    }
  }
  const gone: Tree = { kind: 'named', name: 'undefined' };
  const state = recordOf({ name: { kind: 'plain', value: random.word() }, age: { kind: 'plain', value: 7 } });
  await expectCopy(link, { state, path: ['name'], change: { kind: 'replace', by: gone }, by: gone });
  await property('`updateAt`', replacing, (asked) => expectCopy(link, asked), { runs: 40, show: tell });
});

requirement('shares-what-stays', async ({ module, property, random }) => {
  const link = await module.open();
  for (const state of smallStates(() => random.word())) {
    for (const path of pathsThrough(state)) {
      await expectSharing(link, { state, path, change: { kind: 'replace', by: newText } });
      await expectSame(link, { state, path, change: { kind: 'keep' } });
    }
  }

  const text: Tree = { kind: 'plain', value: random.word() };
  const address: Tree = { kind: 'shared', name: 'address', tree: recordOf({ city: text }) };
  await expectSharing(link, {
    state: recordOf({ billing: address, shipping: address }),
    path: ['billing', 'city'],
    change: { kind: 'replace', by: newText },
  });
  await expectSame(link, {
    state: recordOf({ name: text }),
    path: ['name'],
    change: { kind: 'replace', by: text },
  });
  const unlike: readonly (readonly [was: Tree, by: Tree])[] = [
    [
      { kind: 'plain', value: 0 },
      { kind: 'named', name: '-0' },
    ],
    [recordOf({ name: text }), recordOf({ name: text })],
    [listOf(), listOf()],
  ];
  for (const [was, by] of unlike) {
    const state = recordOf({ a: was, b: recordOf({}) });
    await expectSharing(link, { state, path: ['a'], change: { kind: 'replace', by } });
  }

  const sharing = ({ by: _, ...asked }: Replacing) => expectSharing(link, asked);
  await property('`updateAt`', replacing, sharing, { runs: 30, show: tell });
  const same = (asked: UpdateAsked) => expectSame(link, asked);
  await property('`updateAt` with a `change` that changes nothing', keeping, same, { runs: 20, show: tell });
});

requirement('refuses-missing-path', async ({ module, property, random }) => {
  const link = await module.open();
  for (const state of smallStates(() => random.word())) {
    for (const path of pathsThrough(state).toReversed()) await expectNowhere(link, state, path);
  }
  await property(
    '`updateAt` with a path that leads nowhere',
    fc.tuple(anyState, choices),
    ([state, ways]) => expectNowhere(link, state, pathThrough(state, ways)),
    { runs: 20, show: ([state]) => spell(state) },
  );
});

/** Every wrong step from there, as the last one and with others behind it. */
async function expectNowhere(link: DriverLink, state: Tree, led: Path): Promise<void> {
  const node = treeAt(state, led);
  for (const wrong of wrongSteps(node)) {
    for (const rest of [[], ['name', 0]]) {
      const asked: UpdateAsked = {
        state,
        path: [...led, wrong, ...rest],
        change: { kind: 'replace', by: newText },
      };
      const seen = await update(link, asked);
      const path = spellPath([...led, wrong]);
      const look = `Is there a step ${spellPath([wrong]).slice(1, -1)} in ${spell(node)}? Look for the rule on the page.`;
      const expected = `${tell(asked)} to throw a PathError with the path ${path}`;
      const { end } = seen;
      if (end.kind === 'returned') broken({ look, expected, saw: `it returned ${spell(end.told)}` });
      expectThat(end.pathError && end.name === 'PathError', {
        look,
        expected,
        saw: `it threw ${end.name}: ${end.message}`,
      });
      expectThat(spell(end.path) === path, {
        look: 'The steps up to the first that leads nowhere, and that one.',
        expected,
        saw: `a PathError with the path ${spell(end.path)}`,
      });
      expectThat(seen.calls.length === 0, {
        look,
        expected: `${tell(asked)} not to call \`change\``,
        saw: `\`change\` was called with ${seen.calls.map(spell).join(', then with ')}`,
      });
      expectUntouched(asked, seen);
    }
  }
}

async function expectCopy(link: DriverLink, { by, ...asked }: Replacing): Promise<void> {
  const look = 'Draw the objects and who holds them. Which line makes, or fills, the one that is wrong?';
  const seen = await update(link, asked);
  expectReturned(asked, seen);
  expectUntouched(asked, seen);
  expectCalledOnce(asked, seen, look);
  const wanted = withTreeAt(asked.state, asked.path, by);
  expectThat(spell(seen.end.told) === spell(wanted), {
    look,
    expected: `${tell(asked)} to give ${spell(wanted)}`,
    saw: spell(seen.end.told),
  });
  const answer = objectOf(seen.answers[0]);
  const there = objectOf(toldAt(seen.end.told, asked.path));
  expectThat(answer === there, {
    look: 'What `change` returned is the new value, as it is.',
    expected: `${tell(asked)} to have the very object in it that \`change\` returned`,
    saw: 'another object with the same members',
  });
}

type Returned = UpdateSeen & { readonly end: Extract<UpdateSeen['end'], { kind: 'returned' }> };

async function update(link: DriverLink, asked: UpdateAsked): Promise<UpdateSeen> {
  const outcome = await link.call('update', asked, { transcript: false });
  if (outcome.ok === true) return outcome.value as UpdateSeen;
  return broken({
    look: 'What in your module never comes back?',
    expected: `${tell(asked)} to return or to throw`,
    saw: outcome.ok === false ? `${outcome.error.name}: ${outcome.error.message}` : 'no answer came',
  });
}

function expectReturned(asked: UpdateAsked, seen: UpdateSeen): asserts seen is Returned {
  if (seen.end.kind === 'returned') return;
  broken({
    look:
      asked.frozen === true
        ? 'The state is frozen at every level, and the path is. Who writes to it, or takes steps out of it?'
        : 'Each step of this path leads somewhere. Which line throws?',
    expected: `${tell(asked)} to return a state`,
    saw: `it threw ${seen.end.name}: ${seen.end.message}`,
  });
}

function expectUntouched(asked: UpdateAsked, { before, after, pathAfter }: UpdateSeen): void {
  const path = spell(pathAfter);
  expectThat(path === spellPath(asked.path), {
    look: 'The path is the caller’s, too. Which method of yours takes something out of it?',
    expected: `${tell(asked)} to leave the path as it was`,
    saw: `the path is ${path} now`,
  });
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  const [was, is] = [spell(before), spell(after)];
  broken({
    look: 'Your result and the caller’s state have an object in common. Which one did you write to?',
    expected: `the state that was given to ${tell(asked)} to stay as it was`,
    saw: was !== is ? `it is ${is} now` : tellDamage(before, after),
  });
}

/** What was done to objects whose members are the same. */
function tellDamage(before: Told, after: Told): string {
  const [old, now] = [objectsIn(before), objectsIn(after)];
  return old.every((object, at) => object === now[at])
    ? 'its objects are frozen now'
    : 'objects in it have been replaced by others';
}

function expectCalledOnce(asked: UpdateAsked, { calls }: UpdateSeen, look: string): void {
  const wanted = spell(treeAt(asked.state, asked.path));
  const called = calls.map(spell).join(', then with ');
  expectThat(called === wanted && calls.length === 1, {
    look,
    expected: `${tell(asked)} to call \`change\` once, with ${wanted}`,
    saw: calls.length === 0 ? 'it was not called' : `it was called with ${called}`,
  });
}

async function expectThrownThrough(link: DriverLink, asked: UpdateAsked): Promise<void> {
  const seen = await update(link, asked);
  const { end } = seen;
  expectThat(end.kind === 'threw' && end.ofChange, {
    look: 'Who catches what `change` throws?',
    expected: `the very error that \`change\` threw to come out of ${tell(asked)}`,
    saw: end.kind === 'threw' ? `${end.name}: ${end.message}` : `it returned ${spell(end.told)}`,
  });
  expectUntouched(asked, seen);
}

/** New along the path, the same everywhere else. */
async function expectSharing(link: DriverLink, asked: UpdateAsked): Promise<void> {
  const seen = await update(link, asked);
  expectReturned(asked, seen);
  const old = new Set(objectsIn(seen.before));
  asked.path.forEach((_, depth) => {
    const led = asked.path.slice(0, depth);
    const was = toldAt(seen.before, led);
    const is = toldAt(seen.end.told, led);
    const place = depth === 0 ? 'the state itself' : spellPlace('state', led);
    const object = objectOf(is);
    expectThat(object !== null && !old.has(object), {
      look: 'This object lies on the path. Who holds the old one, and would see the change in it?',
      expected: `${tell(asked)} to give a new object for ${place}`,
      saw:
        object === null
          ? `${is === undefined ? 'nothing' : spell(is)} there`
          : 'an object of the given state',
    });
    for (const [step, child] of membersOf(was)) {
      if (step === asked.path[depth]) continue;
      expectShared(asked, [...led, step], child, toldAt(is, [step]));
    }
  });
  const there = objectOf(toldAt(seen.end.told, asked.path));
  expectThat(there === objectOf(seen.answers[0]), {
    look: 'When does `change` change nothing? `Object.is` decides, and takes an equal object for another one.',
    expected: `${tell(asked)} to have in it what \`change\` returned`,
    saw: 'another object',
  });
}

function expectShared(asked: UpdateAsked, path: Path, was: Told, is: Told | undefined): void {
  const teaching: Teaching = {
    look: 'This part is not on the path. What copies it? How much is copied when one of 10,000 orders changes?',
  };
  const place = spellPlace('state', path);
  expectThat(objectOf(was) === objectOf(is), {
    ...teaching,
    expected: `${tell(asked)} to keep the very object at ${place}, which is not on the path`,
    saw: is === undefined ? 'nothing there' : `another object there: ${spell(is)}`,
  });
}

async function expectSame(link: DriverLink, asked: UpdateAsked): Promise<void> {
  const seen = await update(link, asked);
  expectReturned(asked, seen);
  const { told } = seen.end;
  expectThat(spell(told) === spell(seen.before) && objectOf(told) === objectOf(seen.before), {
    look: 'Nothing has changed. How would a caller see that by one `===`?',
    expected: `${tell(asked)} to give the very state that it was given`,
    saw: spell(told) === spell(seen.before) ? 'a copy of it' : spell(told),
  });
}

function tell({ state, path, change, frozen }: UpdateAsked): string {
  const changes = {
    keep: () => '(value) => value',
    replace: (by: Tree) => `() => ${by.kind === 'record' ? `(${spell(by)})` : spell(by)}`,
    throw: () => '() => { throw … }',
  };
  const told = change.kind === 'replace' ? changes.replace(change.by) : changes[change.kind]();
  const given = `updateAt(${spell(state)}, ${spellPath(path)}, ${told})`;
  return frozen === true ? `\`${given}\`, deep-frozen,` : `\`${given}\``;
}

function membersOf(told: Told | undefined): readonly (readonly [step: string | number, told: Told])[] {
  if (told?.kind === 'record') return told.members;
  return told?.kind === 'list' ? told.items.map((item, at) => [at, item]) : [];
}

function toldAt(told: Told | undefined, path: Path): Told | undefined {
  return path.reduce<Told | undefined>(
    (node, step) => membersOf(node).find(([name]) => name === step)?.[1],
    told,
  );
}

/** The number of an object; null for what has no identity. */
function objectOf(told: Told | undefined): number | null {
  return told !== undefined && 'object' in told ? told.object : null;
}

function objectsIn(told: Told): number[] {
  const object = objectOf(told);
  return [...(object === null ? [] : [object]), ...membersOf(told).flatMap(([, child]) => objectsIn(child))];
}
