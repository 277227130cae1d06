import { expectThat, requirement } from 'checker/kit';
import { abort, open, run, runDeaf, runQuick, signal } from './acts.ts';
import { expectOutcome } from './expectations.ts';
import { onStage } from './stage.ts';
import { causedBy, exactly, tellThrown, theReasonOf, value } from './wishes.ts';

requirement('task-error-isolated', async ({ module, trace, random }) => {
  await onStage({ module, trace }, async (stage) => {
    const message = random.word();
    const fails = { do: 'throw', name: 'Error', message } as const;
    const wait = (gate: string) => ({ do: 'wait', gate }) as const;
    const passed =
      'How does the error come from the task to its caller: as itself, or as something that is made of it?';
    const wrapped =
      'What arrives where something is thrown that is no Error, and how does one find it there?';

    // One slot: whoever does not give it back holds up the rest.
    await stage.pool({ concurrency: 1 });
    await stage.act(
      run('throws-at-once', { steps: [fails] }),
      run('rejects', { steps: [wait('rejects'), fails] }),
      run('throws-text', { steps: [{ do: 'throw-value', value: message }] }),
      run('rejects-with-text', { steps: [wait('rejects-with-text'), { do: 'throw-value', value: message }] }),
      run('throws-nothing', { steps: [{ do: 'throw-value', value: null }] }),
      run('rejects-with-0', { steps: [wait('rejects-with-0'), { do: 'throw-value', value: 0 }] }),
      run('rejects-as-thenable', { thenable: true, steps: [wait('rejects-as-thenable'), fails] }),
      runQuick('last'),
    );
    await stage.act(open('rejects'));
    await stage.act(open('rejects-with-text'));
    await stage.act(open('rejects-with-0'));
    await stage.act(open('rejects-as-thenable'));
    expectOutcome(stage, 'throws-at-once', exactly('what throws-at-once threw'), { look: passed });
    expectOutcome(stage, 'rejects', exactly('what rejects threw'), { look: passed });
    expectOutcome(stage, 'throws-text', causedBy(message), { look: wrapped });
    expectOutcome(stage, 'rejects-with-text', causedBy(message), { look: wrapped });
    expectOutcome(stage, 'throws-nothing', causedBy(null), { look: wrapped });
    expectOutcome(stage, 'rejects-with-0', causedBy(0), { look: wrapped });
    expectOutcome(stage, 'rejects-as-thenable', exactly('what rejects-as-thenable threw'), { look: passed });
    expectOutcome(stage, 'last', value('last is done'), {
      promise: 'A task that fails gives its slot back, and those behind it run.',
      look: 'Which of the tasks before it has kept its slot? The list of what happened tells.',
    });

    // Several at once: an error is nobody else's business.
    await stage.pool({ concurrency: 3 }, 'wide');
    await stage.act(
      run('beside', { pool: 'wide' }),
      run('fails-beside', { pool: 'wide', steps: [fails] }),
      run('fails-later', { pool: 'wide', steps: [wait('fails-later'), fails] }),
      run('behind', { pool: 'wide' }),
    );
    await stage.act(open('fails-later'));
    await stage.act(open('beside', 1), open('behind', 2));
    const others = { promise: 'An error reaches the caller of its own task and nobody else.', look: passed };
    expectOutcome(stage, 'beside', value(1), others);
    expectOutcome(stage, 'behind', value(2), others);
    expectOutcome(stage, 'fails-later', exactly('what fails-later threw'), others);
  });
});

requirement('no-unhandled-rejection', async ({ module, trace }) => {
  await onStage({ module, trace }, async (stage) => {
    const fails = { do: 'throw', name: 'Error', message: 'too late to matter' } as const;
    const late = (gate: string) => [{ do: 'wait', gate, onAbort: 'ignore' } as const, fails];
    const nobody = (what: string) => {
      const [first] = stage.seen.unhandled;
      expectThat(first === undefined, {
        promise: `No rejection stays unhandled when ${what}.`,
        expected: 'no unhandled rejection, since each promise that run has returned is handled',
        saw: first === undefined ? '' : `one with ${tellThrown(first)}`,
        look: 'Which promise, made by `then`, `finally`, `race` or an async function of yours, does nobody wait for?',
      });
    };

    await stage.pool({ concurrency: 2 });
    await stage.act(
      run('throws', { steps: [fails] }),
      run('rejects', { steps: late('rejects') }),
      runQuick('fine'),
    );
    await stage.act(open('rejects'));
    nobody('tasks throw and reject');

    await stage.act(
      run('aborted', { steps: late('aborted'), options: { signal: signal('caller') } }),
      run('timed-out', { steps: late('timed-out'), options: { timeoutMs: 5 } }),
      run('waiting', { options: { signal: signal('caller') } }),
    );
    await stage.act(abort('caller'));
    expectOutcome(stage, 'aborted', theReasonOf('caller'), {
      look: 'Who answers the caller when its signal aborts?',
    });
    await stage.settled('timed-out');
    nobody('callers abort and time limits pass');
    await stage.act(open('aborted'), open('timed-out'));
    nobody('a task rejects whose caller was answered before');

    await stage.pool({ concurrency: 1 }, 'closing');
    const pool = 'closing';
    await stage.act(
      run('running', { pool, steps: late('running') }),
      runDeaf('queued', { pool }),
      { do: 'idle', pool, call: 'onIdle()' },
      { do: 'close', pool, call: "close({ mode: 'abort' })", mode: 'abort' },
    );
    await stage.act(open('running'));
    nobody('a pool is closed by abort, and what ran rejects afterwards');

    await stage.pool({ concurrency: 3 }, 'mapping');
    const steps = { 'items:0': [fails], 'items:1': [fails], 'items:2': late('items:2') };
    await stage.act(
      { do: 'map', pool: 'mapping', map: 'items', source: { kind: 'sync', length: 9 }, steps },
      { do: 'next', map: 'items', call: 'next() number 1' },
    );
    await stage.act(open('items:2'));
    nobody('several items of a map fail, and only the first is told');
  });
});
