import { expectThat, requirement } from 'checker/kit';
import type { Thing } from './driver/commands.ts';
import { openStages } from './open-stage.ts';
import {
  close,
  ended,
  goOn,
  got,
  iterate,
  over,
  receive,
  received,
  refused,
  send,
  sent,
  together,
} from './steps.ts';

requirement('rendezvous', async ({ module, trace, random }) => {
  const { open } = await openStages({ module, trace });
  const look = 'Where is a value while its sender waits, and who ends that wait?';
  const line = { look: 'In which order do you take from the line of those that wait?' };
  const count = random.integer(3, 5);
  const numbers = Array.from({ length: count }, (_, at) => at + 1);
  const values = numbers.map(() => random.word());
  const value = (number: number) => values[number - 1] ?? '';

  const senders = await open({ a: 0 });
  for (const number of numbers) {
    await senders(send(`send ${number}`, 'a', value(number)), {}, { look });
  }
  for (const number of numbers) {
    const ends = { [`send ${number}`]: sent, [`receive ${number}`]: received(value(number)) };
    await senders(receive(`receive ${number}`, 'a'), ends, line);
  }

  const receivers = await open({ a: null });
  for (const number of numbers) await receivers(receive(`receive ${number}`, 'a'), {}, { look });
  for (const number of numbers) {
    const ends = { [`send ${number}`]: sent, [`receive ${number}`]: received(value(number)) };
    await receivers(send(`send ${number}`, 'a', value(number)), ends, line);
  }
  await receivers(send('one more', 'a', 'x'), {}, { look });

  const strange: readonly Thing[] = [
    { kind: 'undefined' },
    ...[null, 0, '', false].map((each): Thing => ({ kind: 'plain', value: each })),
    { kind: 'object', mark: random.word() },
  ];
  const any = { look: 'How do you tell “there is a value” from “there is none”?' };
  for (const first of ['send', 'receive']) {
    const play = await open({ a: 0 });
    for (const [index, thing] of strange.entries()) {
      const [sending, receiving] = [`send ${index}`, `receive ${index}`];
      const steps = [send(sending, 'a', thing), receive(receiving, 'a')];
      if (first === 'receive') steps.reverse();
      const ends = { [sending]: sent, [receiving]: received(thing) };
      await play(together(...steps), ends, any);
    }
  }
});

requirement('buffers', async ({ module, trace, random }) => {
  const look = 'How many values are in the buffer, and how many may there be, when a send decides to wait?';
  const order = {
    look: 'When a value leaves the full buffer, which value takes the free place, and at which moment?',
  };
  const { link, open } = await openStages({ module, trace });
  for (const capacity of [1, random.integer(2, 4)]) {
    const play = await open({ a: capacity });
    const values = Array.from({ length: capacity + 4 }, () => random.word());
    const value = (at: number) => values[at] ?? '';
    for (let at = 0; at < capacity; at++)
      await play(send(`send ${at}`, 'a', value(at)), { [`send ${at}`]: sent }, { look });
    const waiting = [capacity, capacity + 1];
    for (const at of waiting) await play(send(`send ${at}`, 'a', value(at)), {}, { look });
    const next = capacity + 2;
    // The place that becomes free belongs to who waits, also when somebody else asks in the same moment.
    await play(
      together(receive('receive 0', 'a'), send(`send ${next}`, 'a', value(next))),
      { 'receive 0': received(value(0)), [`send ${capacity}`]: sent },
      order,
    );
    for (let at = 1; at <= next; at++) {
      const moved = capacity + at;
      const ends = {
        [`receive ${at}`]: received(value(at)),
        ...(moved <= next ? { [`send ${moved}`]: sent } : {}),
      };
      await play(receive(`receive ${at}`, 'a'), ends, order);
    }
    await play(receive('early', 'a'), {}, { look: 'What does a receive do when the buffer is empty?' });
    const last = capacity + 3;
    await play(
      send(`send ${last}`, 'a', value(last)),
      { [`send ${last}`]: sent, early: received(value(last)) },
      { look: 'Who waits already when this value is sent?' },
    );
    const ends = Object.fromEntries(Array.from({ length: capacity }, (_, at) => [`again ${at}`, sent]));
    const again = Array.from({ length: capacity + 1 }, (_, at) => send(`again ${at}`, 'a', at));
    await play(together(...again), ends, { look });
  }

  for (const capacity of [-1, 1.5, 'NaN', 'Infinity']) {
    const outcome = await link.call('channel.make', { capacity });
    expectThat(outcome.ok === false && outcome.error.name === 'RangeError', {
      expected: `\`new Channel(${capacity})\` to throw a RangeError`,
      saw: outcome.ok === false ? `${outcome.error.name}: ${outcome.error.message}` : 'it made a channel',
      look: 'Which numbers are whole and not below 0? Every comparison with NaN is false.',
    });
  }
});

requirement('closes', async ({ module, trace, random }) => {
  const { open } = await openStages({ module, trace });
  const [first, second, third] = [random.word(), random.word(), random.word()];

  const buffered = await open({ a: 2 });
  const drain = { look: 'Which question does `receive` ask first: is it closed, or is there a value?' };
  await buffered(send('send 1', 'a', first), { 'send 1': sent }, drain);
  await buffered(send('send 2', 'a', second), { 'send 2': sent }, drain);
  await buffered(send('send 3', 'a', third), {}, drain);
  const senders = { look: 'Who tells a sender that waits that nobody will ever take its value?' };
  await buffered(close('a'), { 'send 3': refused }, senders);
  await buffered(
    send('send 4', 'a', 'late'),
    { 'send 4': refused },
    { look: 'What is the first thing `send` looks at?' },
  );
  await buffered(close('a'), {}, { look: 'Closing a closed channel does nothing.' });
  await buffered(receive('receive 1', 'a'), { 'receive 1': received(first) }, drain);
  await buffered(receive('receive 2', 'a'), { 'receive 2': received(second) }, drain);
  for (const call of ['receive 3', 'receive 4']) await buffered(receive(call, 'a'), { [call]: over }, drain);
  await buffered(send('send 5', 'a', 'late'), { 'send 5': refused }, drain);

  const meeting = await open({ a: 0, b: 0 });
  const receivers = { look: 'How many receivers may be waiting when the channel closes?' };
  await meeting(receive('receive 1', 'a'), {}, receivers);
  await meeting(receive('receive 2', 'a'), {}, receivers);
  await meeting(close('a'), { 'receive 1': over, 'receive 2': over }, receivers);
  await meeting(send('send 1', 'a', first), { 'send 1': refused }, senders);
  await meeting(send('send 2', 'b', first), {}, senders);
  await meeting(send('send 3', 'b', second), {}, senders);
  await meeting(close('b'), { 'send 2': refused, 'send 3': refused }, senders);
  await meeting(receive('receive 3', 'b'), { 'receive 3': over }, senders);

  const loop = { look: 'What does one round of the loop receive, and when?' };
  const looped = await open({ a: 3 });
  for (const [index, value] of [first, second, third].entries()) {
    await looped(send(`send ${index}`, 'a', value), { [`send ${index}`]: sent }, loop);
  }
  await looped(iterate('loop', 'a'), { loop: got(first) }, loop);
  await looped(
    receive('receive 1', 'a'),
    { 'receive 1': received(second) },
    {
      look: 'The loop has not asked for a second value yet. Who has it?',
    },
  );
  await looped(goOn('loop', 'break'), { loop: ended }, { look: 'What does `break` end?' });
  await looped(
    send('after', 'a', { kind: 'undefined' }),
    { after: sent },
    { look: 'Does `break` close the channel?' },
  );
  await looped(iterate('next loop', 'a'), { 'next loop': got(third) }, loop);
  await looped(
    goOn('next loop'),
    { 'next loop': got({ kind: 'undefined' }) },
    {
      look: 'How does the loop tell the value undefined from the end?',
    },
  );
  await looped(goOn('next loop'), {}, loop);
  await looped(close('a'), { 'next loop': ended }, loop);
});
