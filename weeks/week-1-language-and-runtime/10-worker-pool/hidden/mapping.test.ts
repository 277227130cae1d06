import { expectEqual, expectThat, requirement } from 'checker/kit';
import { abort, next, open, run, signal } from './acts.ts';
import { expectAborted, expectOutcome, expectStarted } from './expectations.ts';
import { onStage, type Stage } from './stage.ts';
import { exactly, pending, theReasonOf, toResolve, value } from './wishes.ts';

const item = (index: number) => `item:${index}`;
const gives = (result: unknown) => value({ done: false, value: result });
const over = value({ done: true });

requirement('map-ordered', async ({ module, trace, random }) => {
  await onStage({ module, trace }, async (stage) => {
    const results = Array.from({ length: 5 }, () => random.word());
    const look = 'Which result is delivered first: that of the first item, or the first that is there?';
    await stage.pool({ concurrency: 3, queueLimit: 0 });
    await stage.act(
      { do: 'map', pool: 'pool', map: 'item', source: { kind: 'sync', length: 5 } },
      next('item', 1),
    );
    expectStarted(stage, [item(0), item(1), item(2)], {
      promise: 'With concurrency 3 and somebody who reads, three items are worked on at once.',
      look: 'How many items are in the works while the first is awaited? A QueueFullError is no reason to stop, only to wait.',
    });
    await stage.act(open(item(2), results[2]));
    await stage.act(open(item(1), results[1]));
    expectOutcome(stage, 'next() number 1', pending, { look });
    await stage.act(open(item(0), results[0]));
    expectOutcome(stage, 'next() number 1', gives(results[0]), { look });
    await stage.act(next('item', 2));
    await stage.act(next('item', 3));
    expectOutcome(stage, 'next() number 2', gives(results[1]), { look });
    expectOutcome(stage, 'next() number 3', gives(results[2]), { look });
    await stage.act(next('item', 4), open(item(4), results[4]), open(item(3), results[3]));
    await stage.act(next('item', 5));
    await stage.act(next('item', 6));
    expectOutcome(stage, 'next() number 4', gives(results[3]), { look });
    expectOutcome(stage, 'next() number 5', gives(results[4]), { look });
    expectOutcome(stage, 'next() number 6', over, { look: 'How does the iteration end?' });
    for (let index = 0; index < 5; index++) {
      const { given, calls } = stage.seen.task(item(index));
      expectThat(calls === 1 && given?.signal === true, {
        look: 'What is f called with, and how often for each item?',
        expected: 'f to be called once for each item, with the item and an AbortSignal',
        saw: `${calls} calls for item ${index}, ${given?.signal === true ? 'with' : 'without'} a signal`,
      });
    }
    await mapsBesideRuns(stage);
    await mapsFromSlowSource(stage);
    await mapsWithOptions(stage);
  });
});

async function mapsBesideRuns(stage: Stage): Promise<void> {
  const look = 'Whose slots does map use?';
  const promise = 'map works in the slots of the pool, and waits where none is free.';
  await stage.pool({ concurrency: 2, queueLimit: 0 }, 'shared');
  const pool = 'shared';
  await stage.act(run('busy', { pool }), run('busy-too', { pool }));
  await stage.act(
    { do: 'map', pool, map: 'beside', source: { kind: 'array', length: 3 } },
    { do: 'next', map: 'beside', call: 'next() beside others' },
  );
  expectThat(!stage.running().some((id) => id.startsWith('beside')), {
    promise,
    look,
    expected: 'no item to be worked on while two other tasks have the two slots',
    saw: stage.running().join(', '),
  });
  await stage.act(open('busy'));
  const begun = stage.running().filter((id) => id.startsWith('beside'));
  expectEqual('the items in the works after one slot has become free', begun, ['beside:0'], {
    promise,
    look,
  });
  await stage.act(open('beside:0', 'late'), open('busy-too'));
  expectOutcome(stage, 'next() beside others', gives('late'), { promise, look });
}

async function mapsFromSlowSource(stage: Stage): Promise<void> {
  await stage.pool({ concurrency: 2 }, 'slow');
  await stage.act(
    { do: 'map', pool: 'slow', map: 'slow', source: { kind: 'async', length: 3, gatedFrom: 1 } },
    { do: 'next', map: 'slow', call: 'next() of a slow source' },
  );
  await stage.act(open('slow:0', 'first'));
  expectOutcome(stage, 'next() of a slow source', gives('first'), {
    promise: 'A result is delivered when it is there, even if the source has not yet given its next item.',
    look: 'What do you wait for before you deliver the first result?',
  });
  await stage.act({ do: 'next', map: 'slow', call: 'next() after that' }, open('slow:item:1'));
  await stage.act(open('slow:1', 'second'));
  expectOutcome(stage, 'next() after that', gives('second'), {
    look: 'Who asks the source for its next item, and when?',
  });
}

async function mapsWithOptions(stage: Stage): Promise<void> {
  const look = 'What becomes of the options of map?';
  await stage.pool({ concurrency: 2 }, 'cancelled');
  await stage.act(
    {
      do: 'map',
      pool: 'cancelled',
      map: 'late',
      source: { kind: 'sync', length: 9 },
      options: { signal: signal('reader'), timeoutMs: 60_000 },
    },
    { do: 'next', map: 'late', call: 'next() that is cancelled' },
  );
  await stage.act(abort('reader'));
  expectOutcome(stage, 'next() that is cancelled', theReasonOf('reader'), { look });
  for (const id of ['late:0', 'late:1'])
    expectAborted(stage, id, () => true, 'a reason', {
      promise: 'The signal of map goes for each item.',
      look,
    });
}

requirement('map-lazy', async ({ module, trace, random }) => {
  await onStage({ module, trace }, async (stage) => {
    for (const kind of ['sync', 'async'] as const) {
      const concurrency = random.integer(1, 3);
      const map = `${kind} source`;
      const pulledAtMost = (most: number, when: string) => {
        const { pulled } = stage.seen.source(map);
        expectThat(pulled <= most, {
          look: 'Where are items pulled: when they are asked for, or as soon as they can be had?',
          expected: `at most ${most} items to be pulled ${when}, with concurrency ${concurrency}`,
          saw: String(pulled),
        });
      };
      const id = (index: number) => `${map}:${index}`;
      const read = (n: number) => ({ do: 'next', map, call: `${map}: next() number ${n}` }) as const;
      await stage.pool({ concurrency }, map);
      await stage.act({ do: 'map', pool: map, map, source: { kind, length: 1_000_000 } });
      pulledAtMost(0, 'before the first next()');
      await stage.act(read(1));
      pulledAtMost(concurrency + 1, 'before the first result is delivered');
      expectThat(stage.running().filter((each) => each.startsWith(map)).length === concurrency, {
        promise: 'While somebody reads, as many items are in the works as there are slots.',
        look: 'How many items does your map pull before it awaits the first result?',
        expected: `${concurrency} items to be in the works`,
        saw: String(stage.running().filter((each) => each.startsWith(map)).length),
      });
      // All but the first are done: nothing may be pulled in their place.
      await stage.act(...Array.from({ length: 12 }, (_, at) => open(id(at + 1), at + 1)));
      pulledAtMost(concurrency + 1, 'while the first result is not there');
      await stage.act(open(id(0), 0));
      pulledAtMost(concurrency + 2, 'when one result was delivered and nobody reads on');
      for (let n = 2; n <= 5; n++) {
        await stage.act(read(n));
        pulledAtMost(concurrency + 1 + n, `when ${n} results were delivered`);
        expectOutcome(stage, `${map}: next() number ${n}`, gives(n - 1), {
          look: 'Are the results in order?',
        });
      }
    }
  });
});

requirement('map-errors', async ({ module, trace }) => {
  await onStage({ module, trace }, async (stage) => {
    const fails = { do: 'throw', name: 'Error', message: 'bad item' } as const;
    const look = 'When is the error told: as soon as it is there, or when its turn has come?';
    await stage.pool({ concurrency: 3 });
    await stage.act(
      {
        do: 'map',
        pool: 'pool',
        map: 'item',
        source: { kind: 'sync', length: 100 },
        steps: { [item(1)]: [fails] },
      },
      next('item', 1),
    );
    expectOutcome(stage, 'next() number 1', pending, { look });
    await stage.act(open(item(0), 'good'));
    expectOutcome(stage, 'next() number 1', gives('good'), { look });
    await stage.act(next('item', 2));
    expectOutcome(stage, 'next() number 2', exactly(`what ${item(1)} threw`), { look });
    const behind = stage.started().filter((id) => ![item(0), item(1)].includes(id));
    expectThat(behind.length > 0 && behind.every((id) => stage.seen.task(id).abortedWith !== null), {
      promise: 'When the error has been told, what is behind it is given up.',
      look: 'Who aborts the items that are still in the works when one has failed?',
      expected: `the signals of ${behind.join(', ') || 'the items behind it'} to abort`,
      saw: 'not all have',
    });
    const { pulled } = stage.seen.source('item');
    await stage.act(next('item', 3));
    expectOutcome(stage, 'next() number 3', over, {
      promise: 'After an error the iteration is over.',
      look: 'What does next() answer after it has rejected?',
    });
    expectEqual('the number of items pulled after the error', stage.seen.source('item').pulled - pulled, 0, {
      look,
    });
    expectEqual('how often the source was closed', stage.seen.source('item').closed, 1, {
      promise: 'When an item has failed, the source is closed.',
      look: 'Who tells the source that nobody will ask it again?',
    });

    await stage.pool({ concurrency: 3 }, 'other');
    await stage.act(
      { do: 'map', pool: 'other', map: 'broken', source: { kind: 'async', length: 9, throwsAt: 1 } },
      { do: 'next', map: 'broken', call: 'next() before the error' },
    );
    await stage.act(open('broken:0', 'still good'));
    await stage.act({ do: 'next', map: 'broken', call: 'next() at the error' });
    const source = {
      promise: 'An error of the source comes after the results of the items before it.',
      look,
    };
    expectOutcome(stage, 'next() before the error', gives('still good'), source);
    expectOutcome(stage, 'next() at the error', exactly('what the source of broken threw'), source);
    expectEqual('how often the source that threw was closed', stage.seen.source('broken').closed, 0, {
      promise: 'A source that has thrown is not closed.',
      look: 'For which ends of the source is return() called?',
    });
  });
});

requirement('map-early-exit', async ({ module, trace }) => {
  await onStage({ module, trace }, async (stage) => {
    const look = 'What does your iterator do in return(), which `break` calls?';
    await stage.pool({ concurrency: 2 });
    const source = { kind: 'async', length: 100, slowToClose: true } as const;
    const steps = { [item(1)]: [{ do: 'return-gate', gate: item(1) }] as const };
    await stage.act({ do: 'map', pool: 'pool', map: 'item', source, steps }, next('item', 1));
    await stage.act(open(item(0), 'enough'));
    expectOutcome(stage, 'next() number 1', gives('enough'), { look: 'Is the first result delivered?' });
    await stage.act({ do: 'return', map: 'item', call: 'return()' });
    expectOutcome(stage, 'return()', toResolve, {
      promise: 'return() waits neither for the functions nor for the source.',
      look: 'What do you await before return() settles: a task that ignores its signal, or the return() of the source?',
    });
    const running = stage.running();
    expectThat(running.length > 0 && running.every((id) => stage.seen.task(id).abortedWith !== null), {
      promise: 'Whoever stops reading gives up what is in the works.',
      look,
      expected: `the signals of ${running.join(', ')} to abort`,
      saw: 'not all have',
    });
    expectEqual('how often the source was closed', stage.seen.source('item').closed, 1, {
      promise: 'The source is closed, once.',
      look: 'Who calls return() of the source, and on which ways?',
    });
    const { pulled } = stage.seen.source('item');
    await stage.act(...Array.from({ length: 5 }, (_, at) => open(item(at + 1), 'late')), open('item:closed'));
    await stage.act(next('item', 2));
    expectOutcome(stage, 'next() number 2', over, { promise: 'After return() the iteration is over.', look });
    expectEqual('the number of items pulled afterwards', stage.seen.source('item').pulled - pulled, 0, {
      look,
    });
    await stage.act({ do: 'return', map: 'item', call: 'return() again' });
    expectEqual('how often the source was closed', stage.seen.source('item').closed, 1, {
      promise: 'The source is closed, once.',
      look: 'Who calls return() of the source, and on which ways?',
    });
    await stage.act(run('afterwards'), open('afterwards', 1));
    expectOutcome(stage, 'afterwards', value(1), {
      promise: 'When the items that were given up have settled, their slots are free.',
      look: 'What becomes of the slots of the items in the works?',
    });

    // A source that has come to its end by itself is not closed.
    await stage.act(
      { do: 'map', pool: 'pool', map: 'short', source: { kind: 'sync', length: 1 } },
      { do: 'next', map: 'short', call: 'next() 1' },
      open('short:0'),
    );
    await stage.act({ do: 'next', map: 'short', call: 'next() 2' });
    await stage.act({ do: 'return', map: 'short', call: 'return() 2' });
    expectEqual('how often a source was closed that had ended', stage.seen.source('short').closed, 0, {
      look,
    });
  });
});
