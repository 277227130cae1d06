import { fc } from 'checker/kit';
import type { Member, Path, Tree, What } from './driver/trees.ts';

/** Random states, and paths through them. */

const memberNames = ['a', 'b', 'name', 'tags', 'length', 'constructor'];
const word = fc.string({ minLength: 1, maxLength: 4, unit: fc.constantFrom(...'abcdefghij0123456789') });

const plain: fc.Arbitrary<Tree> = fc
  .oneof(word, fc.integer({ min: 0, max: 999 }), fc.boolean(), fc.constant(null), fc.constant(''))
  .map((value) => ({ kind: 'plain', value }));
const named: fc.Arbitrary<Tree> = fc.constantFrom(
  { kind: 'named', name: 'undefined' },
  { kind: 'named', name: 'NaN' },
);
const thing: fc.Arbitrary<Tree> = fc
  .constantFrom<What>('point', 'date', 'map', 'function')
  .map((what) => ({ kind: 'thing', what }));
const money: fc.Arbitrary<Tree> = fc
  .integer({ min: 1, max: 99 })
  .map((whole) => ({ kind: 'money', amount: `${whole}.50`, currency: 'EUR' }));

/** Any state, some of them without parts. */
export const anyState = treesOf(fc.oneof({ weight: 4, arbitrary: plain }, named, thing));

/** An entity with that id. */
export function entityWith(id: string): fc.Arbitrary<Tree> {
  const part = treesOf(fc.oneof({ weight: 3, arbitrary: plain }, named, money));
  return membersOf(part).map((members) => ({
    kind: 'record',
    members: [['id', { kind: 'plain', value: id }], ...members],
  }));
}

/** Something that stands nowhere in the states above, so that putting it there is always a change. */
export const newcomer: fc.Arbitrary<Tree> = fc.oneof(
  word.map((text): Tree => ({ kind: 'plain', value: `new ${text}` })),
  word.map((text): Tree => ({ kind: 'record', members: [['is', { kind: 'plain', value: `new ${text}` }]] })),
);

/** Which way to go at each fork; the path ends where there are no more choices, or nothing to go into. */
export const choices = fc.array(fc.nat({ max: 11 }), { maxLength: 5 });

export function pathThrough(tree: Tree, [choice, ...rest]: readonly number[]): Path {
  const inside = membersIn(tree);
  if (choice === undefined || inside.length === 0) return [];
  const [step, child] = inside[choice % inside.length] as (typeof inside)[number];
  return [step, ...pathThrough(child, rest)];
}

/** Every path through it, the deepest first and the empty one last. */
export function pathsThrough(tree: Tree): readonly Path[] {
  const below = membersIn(tree).flatMap(([step, child]) =>
    pathsThrough(child).map((path) => [step, ...path]),
  );
  return [...below, []];
}

/** Small states with one of everything in them: what has to be met for sure, and tells well. */
export function smallStates(word: () => string): readonly Tree[] {
  const text = (): Tree => ({ kind: 'plain', value: word() });
  const thing = (what: What): Tree => ({ kind: 'thing', what });
  return [
    recordOf({ customer: recordOf({ name: text() }), lines: listOf(text()) }),
    recordOf({ lines: listOf(recordOf({ sku: text(), tags: listOf() }), recordOf({})) }),
    listOf(listOf(text(), listOf(text())), recordOf({})),
    recordOf({ due: thing('date'), size: thing('point'), lines: listOf(thing('map'), thing('function')) }),
    recordOf({
      note: { kind: 'named', name: 'undefined' },
      paid: { kind: 'plain', value: null },
      lines: listOf(),
    }),
    recordOf({ rate: { kind: 'named', name: 'NaN' }, count: { kind: 'plain', value: 0 } }),
    recordOf({ constructor: recordOf({ length: text() }) }),
    text(),
  ];
}

/** The same for entities. */
export function smallEntities(id: string, word: () => string): readonly Tree[] {
  const text = (): Tree => ({ kind: 'plain', value: word() });
  const money: Tree = { kind: 'money', amount: '12.50', currency: 'EUR' };
  const entity = (members: Readonly<Record<string, Tree>>): Tree =>
    recordOf({ id: { kind: 'plain', value: id }, ...members });
  return [
    entity({ customer: recordOf({ name: text(), address: recordOf({ city: text() }) }), lines: listOf() }),
    entity({ lines: listOf(recordOf({ sku: text(), price: money }), recordOf({ price: money })) }),
    entity({ cells: listOf(listOf(text()), listOf()), total: money }),
    entity({
      note: { kind: 'named', name: 'undefined' },
      rate: { kind: 'named', name: 'NaN' },
      paid: { kind: 'plain', value: null },
      count: { kind: 'bigint', digits: '9007199254740993' },
    }),
  ];
}

export function recordOf(members: Readonly<Record<string, Tree>>): Tree {
  return { kind: 'record', members: Object.entries(members) };
}

export function listOf(...items: readonly Tree[]): Tree {
  return { kind: 'list', items };
}

export function treeAt(tree: Tree, path: Path): Tree {
  return path.reduce<Tree>((node, step) => {
    const [, child] = membersIn(node).find(([name]) => name === step) ?? [];
    if (child === undefined) throw new Error(`no ${step} in the judge’s own tree`);
    return child;
  }, tree);
}

export function withTreeAt(tree: Tree, [step, ...rest]: Path, by: Tree): Tree {
  if (step === undefined) return by;
  const replaced = ([name, child]: readonly [string | number, Tree]) =>
    name === step ? withTreeAt(child, rest, by) : child;
  if (tree.kind === 'shared') return withTreeAt(tree.tree, [step, ...rest], by);
  if (tree.kind === 'list') return { kind: 'list', items: membersIn(tree).map(replaced) };
  if (tree.kind !== 'record') throw new Error('a path into a value without parts');
  return { kind: 'record', members: tree.members.map((member) => [member[0], replaced(member)]) };
}

/** Steps that lead nowhere from here. */
export function wrongSteps(tree: Tree): Path {
  switch (tree.kind) {
    case 'record': {
      const own = tree.members.map(([name]) => name);
      const names = ['nmae', 'toString', '__proto__', 'constructor', 'hasOwnProperty', ''];
      return [...names.filter((name) => !own.includes(name)), 0];
    }
    case 'list':
      return [tree.items.length, -1, '0', 'length', 0.5, 'at'];
    case 'thing':
      return { point: ['x', 'z'], date: ['getTime', 'x'], map: ['size', 'x'], function: ['name', 'x'] }[
        tree.what
      ];
    case 'shared':
      return wrongSteps(tree.tree);
    default:
      return ['length', 0, 'x', 'toString'];
  }
}

function membersIn(tree: Tree): readonly (readonly [string | number, Tree])[] {
  if (tree.kind === 'record') return tree.members;
  if (tree.kind === 'list') return tree.items.map((item, at) => [at, item]);
  return tree.kind === 'shared' ? membersIn(tree.tree) : [];
}

function treesOf(leaf: fc.Arbitrary<Tree>): fc.Arbitrary<Tree> {
  return fc.letrec<{ node: Tree }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      leaf,
      membersOf(tie('node')).map((members): Tree => ({ kind: 'record', members })),
      fc.array(tie('node'), { maxLength: 3 }).map((items): Tree => ({ kind: 'list', items })),
    ),
  })).node;
}

function membersOf(part: fc.Arbitrary<Tree>): fc.Arbitrary<Member[]> {
  return fc.uniqueArray(fc.tuple(fc.constantFrom(...memberNames), part), {
    selector: ([name]) => name,
    maxLength: 4,
  });
}
