import { fc, requirement } from 'checker/kit';
import { type ChainStage, openChainStage } from './chain-stage.ts';
import type { Act, Link } from './driver/chains.ts';

const next: Act = { do: 'next' };
const turn: Act = { do: 'turn' };

requirement('middleware-order', async ({ module, http, trace, property }) => {
  const stage = await openChainStage({ module, http, trace });
  const nesting = 'Each one is around all that follow: who is still waiting for whom at that moment?';

  await stage.make([around('a'), around('b'), around('c')]);
  await stage.run('one', { end: [gate('work')] });
  stage.expectNotes('one', ['a began', 'b began', 'c began', 'the end began'], {
    look: 'What does the last one of the list find behind its `next`?',
  });
  stage.expectOutcome('one', 'still pending', {
    promise: '`next()` resolves when all behind it is done.',
    look: 'What does the promise of the chain wait for?',
  });
  await stage.run('two', { end: [gate('work')] });
  stage.expectNotes('two', ['a began', 'b began', 'c began', 'the end began'], {
    promise: 'One chain serves many requests at once.',
    look: 'Where do you keep how far a run has come, and whose is that place?',
  });
  await stage.open('two', 'work');
  const whole = runOf(['a', 'b', 'c']);
  stage.expectNotes('two', whole, { look: nesting });
  stage.expectOutcome('two', 'resolved', { look: 'Nothing was thrown. What is the chain waiting for?' });
  stage.expectNotes('one', whole.slice(0, 4), {
    promise: 'One chain serves many requests at once.',
    look: 'The other run ended, this one has not. Where do you keep how far a run has come?',
  });
  await stage.open('one', 'work');
  stage.expectNotes('one', whole, { look: nesting });
  stage.expectOutcome('one', 'resolved', { look: 'Nothing was thrown. What is the chain waiting for?' });

  await expectRunsApart(stage);
  await expectEmptyChain(stage);
  await expectSecondNext(stage);
  await property('chains within chains', trees, (links) => expectOrder(stage, links), {
    runs: 25,
    show: tellLinks,
  });
});

requirement('middleware-short-circuit', async ({ module, http, trace, random }) => {
  const stage = await openChainStage({ module, http, trace });
  const look = 'Only a call of `next` goes on. What else of yours calls the one that follows?';
  for (const acts of [[], [turn], [gate('slow')]]) {
    await stage.reset();
    const length = random.integer(3, 6);
    const stop = random.integer(1, length - 2);
    const links = names(length).map((name, at) => (at === stop ? { name, acts } : around(name)));
    await stage.make(links);
    await stage.run('one');
    await stage.run('two');
    for (const run of ['one', 'two']) {
      await stage.open(run, 'slow');
      stage.expectNotes(run, runOf(names(stop + 1), null), { look });
      stage.expectOutcome(run, 'resolved', {
        promise: 'A middleware that does not call `next` ends the chain there: that is no fault.',
        look: 'Who does the promise of the chain wait for, when not everybody was called?',
      });
    }
  }

  await stage.reset();
  await stage.make([
    around('a'),
    { chain: [around('b'), { name: 'c', acts: [] }, around('d')] },
    around('e'),
  ]);
  await stage.run('nested');
  stage.expectNotes('nested', runOf(['a', 'b', 'c'], null), {
    promise:
      'A middleware in a chain within a chain ends the outer one as well, when it does not call `next`.',
    look,
  });
  stage.expectOutcome('nested', 'resolved', {
    look: 'What does the outer chain do when the inner one has ended?',
  });

  await stage.reset();
  await stage.make([{ name: 'a', acts: [], plain: true }, around('b')]);
  await stage.run('first');
  stage.expectNotes('first', ['a began', 'a ended'], { look });
  stage.expectOutcome('first', 'resolved', { look: 'Who does the promise of the chain wait for?' });
});

requirement('middleware-error', async ({ module, http, trace }) => {
  const stage = await openChainStage({ module, http, trace });
  for (const thrower of ['a', 'b', 'c', 'the end'])
    for (const error of ['E', 'undefined', '""'])
      for (const [how, acts, plain] of [
        ['at once', [fault(error)], true],
        ['as a rejection', [fault(error)], false],
        ['later', [turn, fault(error)], true],
      ] as const)
        await expectPassedOn(stage, { thrower, how, acts, plain, error });

  await stage.reset();
  await stage.make([
    around('a'),
    { name: 'b', acts: [{ do: 'next', swallow: true }] },
    { name: 'c', acts: [fault('E')], plain: true },
  ]);
  await stage.run('caught');
  stage.expectNotes(
    'caught',
    [
      'a began',
      'b began',
      'c began',
      'b saw: next rejected with E',
      'b ended',
      'a saw: next resolved',
      'a ended',
    ],
    {
      promise: 'What a middleware catches of its `next()` is over: those before it hear nothing of it.',
      look: 'Who tells the first one of the error, when the second one has caught it?',
    },
  );
  stage.expectOutcome('caught', 'resolved', {
    look: 'Whoever catches an error has dealt with it. Where does your chain keep it?',
  });

  await stage.reset();
  await stage.make([around('a'), { name: 'b', acts: [next, fault('late')] }, around('c')]);
  await stage.run('after');
  stage.expectNotes('after', [...runOf(['a', 'b', 'c']).slice(0, 8), 'a saw: next rejected with late'], {
    promise: 'What a middleware throws after its `next()` rejects the `next()` of the one before it as well.',
    look: 'Which promise does the `next()` of the first one return: does it wait for the whole of the second one?',
  });
  stage.expectOutcome('after', 'rejected with late', {
    look: 'The first one passed the error on. Who lost it?',
  });

  await stage.reset();
  await stage.make([]);
  await stage.run('empty', { end: [fault('E')] });
  stage.expectOutcome('empty', 'rejected with E', {
    promise: '`chain()` only calls `next`.',
    look: 'What does the empty chain return?',
  });
  await stage.stage.expectNothingEscaped(
    'the chain',
    'Which promise rejects without anybody who listens: do you make one that you neither await nor return?',
  );
});

function around(name: string): Link {
  return { name, acts: [next] };
}

function gate(name: string): Act {
  return { do: 'gate', gate: name };
}

function fault(error: string): Act {
  return { do: 'throw', error };
}

function names(count: number): string[] {
  return [...'abcdefgh'].slice(0, count);
}

/** What is to be seen where each is around the next: by default to the end of the chain, else to the last of the names. */
function runOf(all: readonly string[], end: string | null = 'the end'): string[] {
  const inside = end === null ? all : [...all, end];
  const outwards = inside.toReversed();
  return [
    ...inside.map((name) => `${name} began`),
    ...outwards.flatMap((name, at) =>
      at === 0 ? [`${name} ended`] : [`${name} saw: next resolved`, `${name} ended`],
    ),
  ];
}

/** Two runs of one chain, each of which waits in the middle. */
async function expectRunsApart(stage: ChainStage): Promise<void> {
  await stage.make([around('a'), { name: 'b', acts: [gate('half'), next] }, around('c')], 'halfway');
  const promise = 'One chain serves many requests at once.';
  const look = 'Where do you keep how far a run has come, and whose is that place?';
  await stage.run('slow', { chain: 'halfway' });
  await stage.run('fast', { chain: 'halfway' });
  await stage.open('fast', 'half');
  stage.expectNotes('fast', runOf(names(3)), { promise, look });
  stage.expectNotes('slow', ['a began', 'b began'], { promise, look });
  await stage.open('slow', 'half');
  stage.expectNotes('slow', runOf(names(3)), { promise, look });
}

async function expectEmptyChain(stage: ChainStage): Promise<void> {
  await stage.make([], 'empty');
  await stage.run('empty', { chain: 'empty', end: [gate('work')] });
  const teaching = {
    promise: '`chain()` only calls `next`.',
    look: 'What is behind the last one of no one?',
  };
  stage.expectNotes('empty', ['the end began'], teaching);
  stage.expectOutcome('empty', 'still pending', teaching);
  await stage.open('empty', 'work');
  stage.expectOutcome('empty', 'resolved', teaching);
}

/** The error is the chain's own: only that there is one is promised. */
async function expectSecondNext(stage: ChainStage): Promise<void> {
  const promise =
    'A second `next()` by the same middleware in the same run rejects, and nothing behind it runs again.';
  const look = 'How does `next` know that it was called before: is there one for each middleware and run?';
  const swallow: Act = { do: 'next', swallow: true };
  for (const at of [0, 1, 2]) {
    const links = names(3).map((name, index) =>
      index === at ? { name, acts: [next, swallow] } : around(name),
    );
    const name = names(3)[at] as string;
    await stage.make(links, `twice ${at}`);
    for (const run of ['first', 'second']) {
      const id = `${run} ${at}`;
      await stage.run(id, { chain: `twice ${at}` });
      stage.expectSecondRejected(id, name, runOf(names(3)), { promise, look });
      stage.expectOutcome(id, 'resolved', {
        promise,
        look: `${name} caught it. Who heard of it nevertheless?`,
      });
    }
  }
}

async function expectOrder(stage: ChainStage, links: readonly Link[]): Promise<void> {
  await stage.reset();
  await stage.make(links);
  await stage.run('one');
  const look = 'A chain is a middleware: what is the `next` that the inner one was called with?';
  stage.expectNotes('one', runOf(namesIn(links)), { look });
  stage.expectOutcome('one', 'resolved', { look });
}

async function expectPassedOn(
  stage: ChainStage,
  {
    thrower,
    how,
    acts,
    plain,
    error,
  }: { thrower: string; how: string; acts: readonly Act[]; plain: boolean; error: string },
): Promise<void> {
  await stage.reset();
  const all = ['a', 'b', 'c', 'the end'];
  const links = names(3).map((name): Link => (name === thrower ? { name, acts, plain } : around(name)));
  await stage.make(links);
  const run = `${thrower} throws ${error} ${how}`;
  await stage.run(run, thrower === 'the end' ? { end: acts } : {});
  const at = all.indexOf(thrower);
  const wanted = [
    ...all.slice(0, at + 1).map((name) => `${name} began`),
    ...all
      .slice(0, at)
      .toReversed()
      .map((name) => `${name} saw: next rejected with ${error}`),
  ];
  const promise = `${thrower} throws ${error} ${how}: that rejects the \`next()\` of the one before it, and at last the whole.`;
  stage.expectNotes(run, wanted, {
    promise,
    look:
      how === 'at once'
        ? 'It need not be an `async` function. Where does your chain call it, and who catches there?'
        : 'Which promise does `next()` return: does it know how the one behind it has ended?',
  });
  stage.expectOutcome(run, `rejected with ${error}`, {
    promise,
    look: 'Every caller passes on what it caught. What does your chain make of it: is it the very same error, also when it is no Error?',
  });
}

const trees: fc.Arbitrary<readonly Link[]> = fc
  .letrec<{ tree: readonly (null | readonly unknown[])[] }>((tie) => ({
    tree: fc.array(fc.oneof({ depthSize: 'small', withCrossShrink: true }, fc.constant(null), tie('tree')), {
      maxLength: 4,
    }),
  }))
  .tree.map((tree) => {
    let made = 0;
    const link = (node: unknown): Link =>
      Array.isArray(node) ? { chain: node.map(link) } : around(`m${++made}`);
    return tree.map(link);
  });

function namesIn(links: readonly Link[]): string[] {
  return links.flatMap((link) => ('chain' in link ? namesIn(link.chain) : [link.name]));
}

function tellLinks(links: readonly Link[]): string {
  return `chain(${links.map((link) => ('chain' in link ? tellLinks(link.chain) : link.name)).join(', ')})`;
}
