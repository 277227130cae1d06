import { expect, test } from 'vitest';
import { openScenarioOfTest } from '../test/open-scenario.ts';
import { createFixtures } from './create-fixtures.ts';
import { Broken } from './expect.ts';
import { createTraceLog } from './trace-log.ts';

const part = { expected: 'this', saw: 'that', look: 'At it.' };
/** Says what it was asked to, once its input ends. */
const says = `process.stdin.resume().on('end', () => console.log(process.argv[2]));`;

test('events stand in order, with their times since the part began', () => {
  let now = 100;
  const log = createTraceLog(() => now);
  log.mark({ lane: 'a', event: 'before' });
  log.bound({ what: 'tasks', limit: 1 });
  now = 200;
  log.begin();
  expect(log.recorded()).toEqual({ trace: [] });
  now = 203.5;
  log.mark({ lane: 'b', event: 'after', phase: 'begin' });
  const recorded = log.recorded();
  expect(recorded).toEqual({ trace: [{ atMs: 3.5, lane: 'b', event: 'after', phase: 'begin' }] });
  log.mark({ lane: 'c', event: 'later' });
  expect(recorded.trace).toHaveLength(1);
  log.recall(recorded);
  expect(log.recorded()).toEqual(recorded);
});

test('a failure carries what a hidden test noted', async () => {
  const scenario = await openScenarioOfTest();
  const { trace } = createFixtures(scenario);
  trace.begin('task 1', 'started');
  trace.bound({ what: 'tasks', limit: 1, lanes: ['task 1'] });
  trace.end('task 1', 'failed', { broken: true });
  trace.mark('judge', `looked into ${scenario.run.app}/src/main.js`);
  const { trace: events, bound } = scenario.observe(part);
  expect(events.map(({ atMs: _, ...event }) => event)).toEqual([
    { lane: 'task 1', event: 'started', phase: 'begin' },
    { lane: 'task 1', event: 'failed', phase: 'end', broken: true },
    { lane: 'judge', event: 'looked into src/main.js' },
  ]);
  expect(bound).toEqual({ what: 'tasks', limit: 1, lanes: ['task 1'] });
  trace.clear();
  expect(scenario.observe(part)).toMatchObject({ trace: [] });
  expect(scenario.observe(part)).not.toHaveProperty('bound');
});

test('a run with a lane is an interval, and its end says how; one without leaves no trace', async () => {
  const scenario = await openScenarioOfTest({ files: { 'src/main.ts': says } });
  const { program } = createFixtures(scenario);
  const first = await program.start(['one'], { stdin: 'open', lane: 'first' });
  await program.run(['two'], { lane: 'second' });
  await program.run(['three']);
  first.endInput();
  await first.exited;
  expect(scenario.trace.recorded().trace.map(({ lane, event, phase }) => [lane, event, phase])).toEqual([
    ['first', 'started `trial one`', 'begin'],
    ['second', 'started `trial two`', 'begin'],
    ['second', 'exit code 0, printed two', 'end'],
    ['first', 'exit code 0, printed one', 'end'],
  ]);
});

test('a property tells the trace of the smallest input that breaks it, and of no other try', async () => {
  const scenario = await openScenarioOfTest();
  const { property, trace } = createFixtures(scenario);
  const { fc } = await import('./index.ts');
  trace.mark('judge', 'from before');
  const found = property('numbers', fc.nat({ max: 1000 }), (value) => {
    trace.mark('judge', `tried ${value}`);
    if (value >= 17) throw new Broken(part);
  });
  await expect(found).rejects.toBeInstanceOf(Broken);
  expect(scenario.observe(part).trace.map(({ event }) => event)).toEqual(['tried 17']);
});

test('a property that holds leaves no trace behind', async () => {
  const scenario = await openScenarioOfTest();
  const { property, trace } = createFixtures(scenario);
  const { fc } = await import('./index.ts');
  await property('numbers', fc.nat(), (value) => trace.mark('judge', `tried ${value}`), { runs: 3 });
  expect(scenario.observe(part).trace).toEqual([]);
});
