import { broken, type DriverLink, expectThat, fc, requirement } from 'checker/kit';
import type { RepositorySeen, RepositoryStep } from './driver/repository.ts';
import type { Path, Told, Tree } from './driver/trees.ts';
import {
  choices,
  entityWith,
  newcomer,
  pathsThrough,
  pathThrough,
  smallEntities,
  treeAt,
  withTreeAt,
} from './inputs.ts';
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
  for (const entity of smallEntities('7', () => random.word())) {
    for (const each of casesOf(entity)) await expectNoLeak(link, each);
  }
  await expectOrder(link, [random.word(), random.word(), random.word()]);
  await expectKeptApart(link, random.word());
  await property('a repository', cases, (each) => expectNoLeak(link, each), { runs: 25, show: tellCase });
});

requirement('shares-what-it-owns', async ({ module, property, random }) => {
  const link = await module.open();
  const changing = ({ path }: Case) => path[0] !== 'id';
  for (const entity of smallEntities('7', () => random.word())) {
    for (const each of casesOf(entity).filter(changing)) await expectSharing(link, each);
  }
  const some = cases.filter(changing);
  await property('a repository', some, (each) => expectSharing(link, each), { runs: 25, show: tellCase });
});

/** A write to every place of it, and one behind the end of each array; the deepest first. */
function casesOf(entity: Tree): readonly Case[] {
  const value: Tree = { kind: 'plain', value: 'new' };
  const deepestFirst = pathsThrough(entity).toSorted((a, b) => b.length - a.length);
  return deepestFirst.flatMap((path) => {
    const node = treeAt(entity, path);
    const behind = node.kind === 'list' ? [[...path, node.items.length]] : [];
    return [path, ...behind]
      .filter(({ length }) => length > 0)
      .map((each) => ({ id: '7', entity, path: each, value }));
  });
}

async function expectNoLeak(link: DriverLink, { id, entity, path, value }: Case): Promise<void> {
  const wanted = spell(entity);
  const story = await tellStory(link, [
    { do: 'make', name: 'order', tree: entity },
    { do: 'look', name: 'order', as: 'order, made' },
    { do: 'save', name: 'order' },
    { do: 'look', name: 'order', as: 'order, saved' },
    { do: 'get', id, name: 'found' },
    { do: 'list', name: 'all' },
    { do: 'look', name: 'all', as: 'all, at first' },
    { do: 'write', name: 'order', path, value },
    { do: 'get', id, name: 'after a write to what was saved' },
    { do: 'get', id, name: 'one' },
    { do: 'get', id, name: 'two' },
    { do: 'write', name: 'one', path, value },
    { do: 'look', name: 'two', as: 'two, afterwards' },
    { do: 'look', name: 'all', as: 'all, afterwards' },
    { do: 'get', id, name: 'after a write to what get gave' },
    { do: 'list', name: 'first list' },
    { do: 'list', name: 'second list' },
    { do: 'write', name: 'first list', path: [0, ...path], value },
    { do: 'write', name: 'first list', path: [1], value },
    { do: 'write', name: 'first list', path: [0], value },
    { do: 'look', name: 'second list', as: 'second list, afterwards' },
    { do: 'look', name: 'after a write to what get gave', as: 'held, afterwards' },
    { do: 'get', id, name: 'after a write to what list gave' },
    { do: 'list', name: 'third list' },
  ]);
  const write = (name: string) => `\`${spellPlace(name, path)} = ${spell(value)}\``;
  const get = `\`get('${id}')\``;
  expectText(story.found, wanted, `${get} after \`save(order)\` to give`, {
    look: 'What does your copy make of a Money, of undefined, of a bigint, of an array?',
  });
  expectText(story['all, at first'], `[${wanted}]`, '`list()` after `save(order)` to give', {
    look: 'What is in the array of `list`?',
  });
  const [made, saved] = [story['order, made'], story['order, saved']];
  expectThat(JSON.stringify(made) === JSON.stringify(saved), {
    look: 'The order is the caller’s. Does `save` freeze it, or write to it?',
    expected: `\`save(order)\` to leave ${wanted} as it was, and writable`,
    saw: saved === undefined ? 'nothing' : `${spell(saved)}${spell(saved) === wanted ? ', but frozen' : ''}`,
  });
  const inwards =
    'Which object is held by the caller and by the repository, too? Follow the write, level by level.';
  expectText(
    story['after a write to what was saved'],
    wanted,
    `${get} after \`save(order)\` and ${write('order')} to give`,
    { look: inwards },
  );
  const outwards = {
    look: 'The caller holds something that the repository, or another caller, holds as well. Which object, at which level?',
  };
  const written = write(`get('${id}')`);
  expectText(story['after a write to what get gave'], wanted, `${get} after ${written} to give`, outwards);
  expectText(
    story['two, afterwards'],
    wanted,
    `what another ${get} gave before ${written} to stay`,
    outwards,
  );
  expectText(
    story['all, afterwards'],
    `[${wanted}]`,
    `what \`list()\` gave before ${written} to stay`,
    outwards,
  );
  const listed = `${write('list()[0]')}, \`list()[0] = …\` and \`list().push(…)\``;
  expectText(story['after a write to what list gave'], wanted, `${get} after ${listed} to give`, outwards);
  expectText(story['third list'], `[${wanted}]`, `\`list()\` after ${listed} to give`, outwards);
  expectText(
    story['second list, afterwards'],
    `[${wanted}]`,
    `what another \`list()\` gave before ${listed} to stay`,
    outwards,
  );
  expectText(story['held, afterwards'], wanted, `what ${get} gave before ${listed} to stay`, outwards);
  if (path[0] !== 'id') await expectOldVersionsKept(link, { id, entity, path, value });
}

/** Frozen on the outside only, and saved twice. */
async function expectOldVersionsKept(link: DriverLink, { id, entity, path, value }: Case): Promise<void> {
  const story = await tellStory(link, [
    { do: 'make', name: 'order', tree: entity, frozen: 'outside' },
    { do: 'save', name: 'order' },
    { do: 'get', id, name: 'found' },
    { do: 'write', name: 'order', path, value: { kind: 'plain', value: 'later' } },
    { do: 'look', name: 'found', as: 'found, after the write' },
    { do: 'make', name: 'order again', tree: entity },
    { do: 'change', name: 'order again', path, value, as: 'changed' },
    { do: 'save', name: 'changed' },
    { do: 'look', name: 'found', as: 'found, after a second save' },
    { do: 'get', id, name: 'found again' },
  ]);
  const wanted = spell(entity);
  const place = spellPlace('order', path);
  const get = `\`get('${id}')\``;
  expectText(
    story['found, after the write'],
    wanted,
    `what ${get} gave after \`save(Object.freeze(order))\` to stay when \`${place}\` is written to:`,
    { look: 'A freeze holds for one level. What does a frozen object tell about the objects in it?' },
  );
  expectText(
    story['found, after a second save'],
    wanted,
    `what ${get} gave to stay when another version is saved:`,
    {
      look: 'Does `save` write into the object that it has already, or put another one in its place?',
    },
  );
  expectText(
    story['found again'],
    spell(withAdded(entity, path, value)),
    `${get} after a second \`save\` to give`,
    {
      look: 'Which version counts?',
    },
  );
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
  const last = entity(first, 'd');
  const saved = [entity(first, 'a'), entity(second, 'b'), entity(third, 'c'), last];
  const steps = saved.flatMap((tree): RepositoryStep[] => [
    { do: 'make', name: 'order', tree },
    { do: 'save', name: 'order' },
  ]);
  const { all, none } = await tellStory(link, [
    ...steps,
    { do: 'list', name: 'all' },
    { do: 'get', id: 'none', name: 'none' },
  ]);
  const wanted = `[${[last, ...saved.slice(1, 3)].map(spell).join(', ')}]`;
  expectText(
    all,
    wanted,
    `\`list()\` after ${first}, ${second}, ${third} and ${first} again were saved to give`,
    {
      look: 'In which order were the ids saved for the first time, and which version counts?',
    },
  );
  expectText(none, 'null', "`get('none')` to give", { look: 'Nothing was saved under that id.' });
}

async function expectKeptApart(link: DriverLink, id: string): Promise<void> {
  const tree: Tree = { kind: 'record', members: [['id', { kind: 'plain', value: id }]] };
  const { found, all } = await tellStory(link, [
    { do: 'make', name: 'order', tree },
    { do: 'save', name: 'order' },
    { do: 'get', id, name: 'found', in: 'another' },
    { do: 'list', name: 'all', in: 'another' },
  ]);
  const teaching = { look: 'Where does the Map live, in the module or in the repository?' };
  expectText(found, 'null', `\`get('${id}')\` of a second repository to give`, teaching);
  expectText(all, '[]', '`list()` of a second repository to give', teaching);
}

async function expectSharing(link: DriverLink, { id, entity, path, value }: Case): Promise<void> {
  const other: Tree = { kind: 'plain', value: 'other' };
  const stealth: Tree = { kind: 'plain', value: 'by stealth' };
  const story = await tellStory(link, [
    { do: 'make', name: 'order', tree: entity },
    { do: 'save', name: 'order' },
    { do: 'get', id, name: 'found' },
    { do: 'look', name: 'found', as: 'found, at first' },
    { do: 'get', id, name: 'asked again' },
    { do: 'list', name: 'all' },
    { do: 'change', name: 'found', path: ['id'], value: other, as: 'other' },
    { do: 'save', name: 'other' },
    { do: 'get', id: 'other', name: 'other found' },
    { do: 'get', id, name: 'after another id' },
    { do: 'save', name: 'found' },
    { do: 'get', id, name: 'saved as it is' },
    { do: 'change', name: 'found', path, value, as: 'changed' },
    { do: 'save', name: 'changed' },
    { do: 'write', name: 'found', path, value: stealth },
    { do: 'write', name: 'changed', path, value: stealth },
    { do: 'get', id, name: 'changed found' },
    { do: 'look', name: 'found', as: 'found, at last' },
  ]);
  const found = story['found, at first'];
  const get = `\`get('${id}')\``;
  const expectTheSame = (told: Told | undefined, what: string, look: string) =>
    expectThat(objectOf(told) === objectOf(found), {
      look,
      expected: `${what} to give the very object that ${get} gave before`,
      saw: told === undefined ? 'nothing' : `another object, ${spell(told)}`,
    });
  const everybody = 'What is made anew at each call? What nobody can write to, everybody may hold.';
  expectTheSame(story['asked again'], `${get}, asked again,`, everybody);
  expectTheSame(toldAt(story.all, [0]), '`list()[0]`', everybody);
  expectTheSame(story['after another id'], `${get}, after another id was saved,`, everybody);
  expectTheSame(
    story['saved as it is'],
    `${get}, after what it gave was saved as it is,`,
    'Is there anything to copy in what is your own, and frozen all the way down?',
  );
  const changed = story['changed found'];
  expectText(
    changed,
    spell(withAdded(entity, path, value)),
    `${get} after a changed copy was saved to give`,
    {
      look: 'Which parts of the changed copy are yours, and which are the caller’s? Only what is yours may be kept.',
    },
  );
  expectShared(found, changed, path, id);
  expectShared(found, story['other found'], ['id'], 'other');
  expectText(story['found, at last'], spell(entity), `what ${get} gave to stay as it was:`, {
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

/** What stood under each name, last. */
async function tellStory(
  link: DriverLink,
  steps: readonly RepositoryStep[],
): Promise<Readonly<Record<string, Told>>> {
  const outcome = await link.call('repository', { steps }, { transcript: false });
  if (outcome.ok !== true) {
    broken({
      look: 'Does src/index.ts export createRepository, and which of its methods never ends?',
      expected: '`save`, `get` and `list` to come back',
      saw: outcome.ok === false ? `${outcome.error.name}: ${outcome.error.message}` : 'no answer came',
    });
  }
  const story: Record<string, Told> = {};
  (outcome.value as readonly RepositorySeen[]).forEach((seen, at) => {
    const step = steps[at];
    if (step === undefined) throw new Error('more was told than was asked');
    if (seen.kind === 'threw') {
      broken({
        look: 'Which line throws, and on which part of the entity?',
        expected: `${tellStep(steps, at)} to work`,
        saw: `it threw ${seen.name}: ${seen.message}`,
      });
    }
    story['as' in step ? step.as : step.name] = seen.told;
  });
  return story;
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

function expectText(
  told: Told | undefined,
  wanted: string,
  what: string,
  teaching: { readonly look: string },
): void {
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
