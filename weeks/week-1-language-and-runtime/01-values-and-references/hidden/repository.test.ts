import { broken, type DriverLink, expectThat, fc, requirement } from 'checker/kit';
import type { RepositorySeen, RepositoryStep } from './driver/repository.ts';
import type { Path, Told, Tree } from './driver/trees.ts';
import { choices, entityWith, newcomer, pathThrough, treeAt, withTreeAt } from './inputs.ts';
import { spell, spellPlace } from './spelling.ts';

/** An entity, and a place in it to write to: a member, or what comes after the last item of an array. */
interface Case {
  readonly id: string;
  readonly entity: Tree;
  readonly path: Path;
  readonly value: Tree;
}

const cases: fc.Arbitrary<Case> = fc
  .tuple(entityWith('7'), choices, newcomer, fc.boolean())
  .map(([entity, ways, value, add]) => {
    const through = pathThrough(entity, ways);
    const path = through.length === 0 ? ['note'] : through;
    const holder = path.slice(0, -1);
    const last = treeAt(entity, holder);
    const added = add && last.kind === 'list' ? [...holder, last.items.length] : path;
    return { id: '7', entity, path: added, value };
  });

requirement('leaks-no-alias', async ({ module, property, random }) => {
  const link = await module.open();
  await property('a repository', cases, (each) => expectNoLeak(link, each), { runs: 60, show: tellCase });
  await expectOrder(link, [random.word(), random.word(), random.word()]);
  await expectKeptApart(link, random.word());
});

requirement('shares-what-it-owns', async ({ module, property }) => {
  const link = await module.open();
  const changing = cases.filter(({ entity, path }) => path.length < 2 || holds(entity, path));
  await property('a repository', changing, (each) => expectSharing(link, each), { runs: 60, show: tellCase });
});

async function expectNoLeak(link: DriverLink, { id, entity, path, value }: Case): Promise<void> {
  const wanted = spell(entity);
  const story = await tellStory(link, [
    { do: 'make', name: 'order', tree: entity },
    { do: 'save', name: 'order' },
    { do: 'get', id, name: 'found' },
    { do: 'list', name: 'all' },
    { do: 'write', name: 'order', path, value },
    { do: 'get', id, name: 'after writing to what was saved' },
    { do: 'get', id, name: 'one' },
    { do: 'get', id, name: 'two' },
    { do: 'list', name: 'first list' },
    { do: 'write', name: 'one', path, value },
    { do: 'look', name: 'two' },
    { do: 'look', name: 'first list' },
    { do: 'get', id, name: 'after writing to what get gave' },
    { do: 'list', name: 'second list' },
    { do: 'write', name: 'first list', path: [0, ...path], value },
    { do: 'write', name: 'first list', path: [1], value },
    { do: 'write', name: 'first list', path: [0], value },
    { do: 'look', name: 'second list' },
    { do: 'get', id, name: 'after writing to what list gave' },
    { do: 'list', name: 'third list' },
    { do: 'look', name: 'after writing to what get gave' },
  ]);
  const [made, saved, found, all, writtenTo, afterIn, , , , , two, firstList, afterGet, , , , , secondList, afterList, thirdList, still] =
    story;
  expectText(found, wanted, `\`get('${id}')\` after \`save(order)\` to give`, {
    look: 'What does your copy make of a Money, of undefined, of a bigint, of an array?',
  });
  expectText(all, `[${wanted}]`, '`list()` after `save(order)` to give', { look: 'What is in the array of `list`?' });
  expectThat(JSON.stringify(made) === JSON.stringify(saved), {
    look: 'The order is the caller’s. Does `save` freeze it, or write to it?',
    expected: `\`save(order)\` to leave ${wanted} as it was, and writable`,
    saw: saved === undefined ? 'nothing' : `${spell(saved)}${spell(saved) === wanted ? ', frozen' : ''}`,
  });
  const place = spellPlace('', path);
  const write = (name: string) => `\`${name}${place} = ${spell(value)}\``;
  expectText(writtenTo, spell(withAdded(entity, path, value)), `${write('order')} after \`save(order)\` to make it`, {
    look: 'The order is the caller’s, also after `save`: it can be written to.',
  });
  expectText(afterIn, wanted, `\`get('${id}')\` after \`save(order)\` and ${write('order')} to give`, {
    look: 'Which object is held by the caller and by the repository, too? Follow the path of the write, level by level.',
  });
  const outwards = { look: 'The caller holds something that the repository, or another caller, holds as well. Which object, at which level?' };
  expectText(afterGet, wanted, `\`get('${id}')\` after ${write(`get('${id}')`)} to give`, outwards);
  expectText(two, wanted, `another object that \`get('${id}')\` gave before ${write(`get('${id}')`)} to stay`, outwards);
  expectText(firstList, `[${wanted}]`, `a list from before ${write(`get('${id}')`)} to stay`, outwards);
  expectText(afterList, wanted, `\`get('${id}')\` after ${write('list()[0]')} to give`, outwards);
  expectText(thirdList, `[${wanted}]`, `\`list()\` after writing to the array of another \`list()\` and to what is in it, to give`, outwards);
  expectText(secondList, `[${wanted}]`, 'an array of `list()` to stay when another one is written to:', outwards);
  expectText(still, wanted, `what \`get\` gave to stay after ${write('list()[0]')}:`, outwards);
  await expectOldVersionsKept(link, { id, entity, path, value });
}

/** Frozen on the outside only, and saved twice: what was handed out in between is neither the first nor the second. */
async function expectOldVersionsKept(link: DriverLink, { id, entity, path, value }: Case): Promise<void> {
  const story = await tellStory(link, [
    { do: 'make', name: 'order', tree: entity, frozen: 'outside' },
    { do: 'save', name: 'order' },
    { do: 'get', id, name: 'found' },
    { do: 'change', name: 'order', path, value, as: 'changed' },
    { do: 'save', name: 'changed' },
    { do: 'look', name: 'found' },
    { do: 'write', name: 'order', path, value: { kind: 'plain', value: 'later' } },
    { do: 'look', name: 'found' },
    { do: 'get', id: path.length === 1 && path[0] === 'id' ? id : id, name: 'again' },
  ]);
  const wanted = spell(entity);
  const [, , , , , found, , later, again] = story;
  expectText(found, wanted, 'what `get` gave to stay as it was when another version is saved:', {
    look: 'Does `save` write into the object that it has already, or put another one in its place?',
  });
  expectText(later, wanted, `what \`get\` gave to stay as it was after a write into the saved object, which was frozen on the outside:`, {
    look: '`Object.isFrozen` tells of one level. What does a frozen object hold?',
  });
  if (path[0] === 'id') return;
  expectText(again, spell(withAdded(entity, path, value)), `\`get('${id}')\` after a second \`save\` to give`, {
    look: 'The object that was saved shares parts with an older one of the caller’s, and those were written to later.',
  });
}

async function expectOrder(link: DriverLink, ids: readonly string[]): Promise<void> {
  const entity = (id: string, note: string): Tree => ({
    kind: 'record',
    members: [
      ['id', { kind: 'plain', value: id }],
      ['note', { kind: 'plain', value: note }],
    ],
  });
  const [first = '', second = '', third = ''] = ids;
  const saved = [entity(first, 'a'), entity(second, 'b'), entity(third, 'c'), entity(first, 'd')];
  const steps = saved.flatMap((tree): RepositoryStep[] => [
    { do: 'make', name: 'order', tree },
    { do: 'save', name: 'order' },
  ]);
  const story = await tellStory(link, [...steps, { do: 'list', name: 'all' }, { do: 'get', id: 'none', name: 'none' }]);
  const wanted = [saved[3], saved[1], saved[2]].map((tree) => spell(tree as Tree)).join(', ');
  expectText(story.at(-2), `[${wanted}]`, `\`list()\` after ${first}, ${second}, ${third} and ${first} again were saved to give`, {
    look: 'In which order were the ids saved for the first time, and which version counts?',
  });
  expectText(story.at(-1), 'null', "`get('none')` to give", { look: 'Nothing was saved under that id.' });
}

async function expectKeptApart(link: DriverLink, id: string): Promise<void> {
  const tree: Tree = { kind: 'record', members: [['id', { kind: 'plain', value: id }]] };
  const story = await tellStory(link, [
    { do: 'make', name: 'order', tree },
    { do: 'save', name: 'order' },
    { do: 'get', id, name: 'found', in: 'another' },
    { do: 'list', name: 'all', in: 'another' },
  ]);
  const teaching = { look: 'Where does the Map live, in the module or in the repository?' };
  expectText(story[2], 'null', `\`get('${id}')\` of a second repository to give`, teaching);
  expectText(story[3], '[]', '`list()` of a second repository to give', teaching);
}

async function expectSharing(link: DriverLink, { id, entity, path, value }: Case): Promise<void> {
  const other: Tree = { kind: 'plain', value: 'other' };
  const story = await tellStory(link, [
    { do: 'make', name: 'order', tree: entity },
    { do: 'save', name: 'order' },
    { do: 'get', id, name: 'found' },
    { do: 'get', id, name: 'again' },
    { do: 'list', name: 'all' },
    { do: 'change', name: 'found', path: ['id'], value: other, as: 'other' },
    { do: 'save', name: 'other' },
    { do: 'get', id: 'other', name: 'other found' },
    { do: 'get', id, name: 'unmoved' },
    { do: 'save', name: 'found' },
    { do: 'get', id, name: 'saved as it is' },
    { do: 'change', name: 'found', path, value, as: 'changed' },
    { do: 'save', name: 'changed' },
    { do: 'write', name: 'found', path, value: { kind: 'plain', value: 'by stealth' } },
    { do: 'write', name: 'changed', path, value: { kind: 'plain', value: 'by stealth' } },
    { do: 'get', id, name: 'changed found' },
    { do: 'look', name: 'found' },
  ]);
  const [, , found, again, all, , , otherFound, unmoved, , asItIs, , , , , changed, still] = story;
  const wanted = spell(entity);
  const same = (told: Told | undefined, what: string, look: string) =>
    expectThat(told !== undefined && objectOf(told) === objectOf(found), {
      look,
      expected: `${what} to give the very object that \`get('${id}')\` gave before`,
      saw: told === undefined ? 'nothing' : `another object, ${spell(told)}`,
    });
  same(again, `\`get('${id}')\`, asked again,`, 'What is made at each `get`? What nobody can write to, everybody may hold.');
  same(toldAt(all, [0]), '`list()[0]`', 'What nobody can write to, everybody may hold: also in a list.');
  same(unmoved, `\`get('${id}')\`, after another id was saved,`, 'What has the one entity to do with the other?');
  same(asItIs, `\`get('${id}')\`, after what it gave was saved as it is,`, 'Is there anything to copy in what is your own, frozen all the way down?');
  if (path[0] !== 'id') {
    expectText(changed, spell(withAdded(entity, path, value)), `\`get('${id}')\` after a changed copy was saved to give`, {
      look: 'Which parts of the changed copy are yours, and which are the caller’s? Only what is yours may be kept.',
    });
    expectShared(found, changed, path, id);
  }
  expectShared(found, otherFound, ['id'], 'other');
  expectText(still, wanted, `what \`get('${id}')\` gave to stay as it was:`, {
    look: 'Who can write to what is handed out?',
  });
}

/** Every object beside the path is the same in both. */
function expectShared(before: Told | undefined, after: Told | undefined, path: Path, id: string): void {
  path.forEach((on, depth) => {
    const led = path.slice(0, depth);
    for (const [step, child] of membersOf(toldAt(before, led))) {
      if (step === on || !('object' in child)) continue;
      const is = toldAt(after, [...led, step]);
      expectThat(objectOf(is) === objectOf(child), {
        look: 'This part came back as it was handed out. How can `save` see that it need not copy it?',
        expected: `${spellPlace(`get('${id}')`, [...led, step])} to be the very object that it was before ${spellPlace('order', path)} was changed in a copy, and saved`,
        saw: is === undefined ? 'nothing there' : `another object: ${spell(is)}`,
      });
    }
  });
}

/** What stands under the name of each step, after it. */
async function tellStory(link: DriverLink, steps: readonly RepositoryStep[]): Promise<readonly Told[]> {
  const outcome = await link.call('repository', { steps }, { transcript: false });
  if (outcome.ok !== true) {
    broken({
      look: 'Does src/index.ts export createRepository, and which of its methods never ends?',
      expected: '`save`, `get` and `list` to come back',
      saw: outcome.ok === false ? `${outcome.error.name}: ${outcome.error.message}` : 'no answer came',
    });
  }
  return (outcome.value as readonly RepositorySeen[]).map((seen, at) => {
    if (seen.kind === 'told') return seen.told;
    return broken({
      look: 'Which line throws, and on which part of the entity?',
      expected: `${tellStep(steps, at)} to work`,
      saw: `it threw ${seen.name}: ${seen.message}`,
    });
  });
}

function tellStep(steps: readonly RepositoryStep[], at: number): string {
  const step = steps[at];
  switch (step?.do) {
    case 'make':
      return `\`${spell(step.tree)}\``;
    case 'save': {
      const made = steps.slice(0, at).findLast((each) => each.do === 'make' && each.name === step.name);
      return `\`save\` of ${made?.do === 'make' ? spell(made.tree) : `what \`get\` gave, or of a changed copy of it`}`;
    }
    case 'get':
      return `\`get('${step.id}')\``;
    case 'list':
      return '`list()`';
    default:
      return 'looking at what was handed out';
  }
}

function expectText(told: Told | undefined, wanted: string, what: string, teaching: { readonly look: string }): void {
  const saw = told === undefined ? 'nothing' : spell(told);
  expectThat(saw === wanted, { ...teaching, expected: `${what} ${wanted}`, saw });
}

function withAdded(entity: Tree, path: Path, value: Tree): Tree {
  if (holds(entity, path)) return withTreeAt(entity, path, value);
  const holder = treeAt(entity, path.slice(0, -1));
  const last = path.at(-1);
  if (holder.kind === 'list') {
    return withTreeAt(entity, path.slice(0, -1), { kind: 'list', items: [...holder.items, value] });
  }
  if (holder.kind !== 'record') throw new Error('a path to no member');
  const members = [...holder.members, [String(last), value] as const];
  return withTreeAt(entity, path.slice(0, -1), { kind: 'record', members });
}

function holds(entity: Tree, path: Path): boolean {
  const holder = treeAt(entity, path.slice(0, -1));
  const last = path.at(-1);
  if (holder.kind === 'list') return typeof last === 'number' && last < holder.items.length;
  return holder.kind === 'record' && holder.members.some(([name]) => name === last);
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

function objectOf(told: Told | undefined): number | null {
  return told !== undefined && 'object' in told ? told.object : null;
}

function tellCase({ entity, path, value }: Case): string {
  return `${spell(entity)}, and a write of ${spell(value)} to ${spellPlace('order', path)}`;
}
