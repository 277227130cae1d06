import { requirement } from 'checker/kit';
import { openStages } from './open-stage.ts';
import {
  abort,
  abortedBy,
  close,
  from,
  over,
  receive,
  received,
  refused,
  select,
  send,
  sent,
  to,
  together,
  took,
} from './steps.ts';

requirement('abandons', async ({ module, trace, random }) => {
  const { open } = await openStages({ module, trace });
  const [x, y, z] = [random.word(), random.word(), random.word()];

  const swallowed = { look: 'Who stands in the line of receivers after one of them was aborted?' };
  const gone = { look: 'Who ends the wait when the signal aborts, and with what?' };
  const receivers = await open({ a: 0 });
  await receivers(receive('receive 1', 'a', 'S1'), {}, gone);
  await receivers(receive('receive 2', 'a', 'S2'), {}, gone);
  await receivers(receive('receive 3', 'a', 'S3'), {}, gone);
  await receivers(abort('S2'), { 'receive 2': abortedBy('S2') }, gone);
  await receivers(send('send 1', 'a', x), { 'send 1': sent, 'receive 1': received(x) }, swallowed);
  await receivers(send('send 2', 'a', y), { 'send 2': sent, 'receive 3': received(y) }, swallowed);
  await receivers(send('send 3', 'a', z), {}, swallowed);
  await receivers(receive('receive 4', 'a'), { 'send 3': sent, 'receive 4': received(z) }, swallowed);

  const taken = { look: 'Where is the value of a sender that has been aborted?' };
  for (const capacity of [0, 1]) {
    const senders = await open({ a: capacity });
    if (capacity === 1) await senders(send('send 0', 'a', 'first'), { 'send 0': sent }, taken);
    await senders(send('send 1', 'a', x, 'S1'), {}, gone);
    await senders(send('send 2', 'a', y), {}, gone);
    await senders(send('send 3', 'a', z, 'S3'), {}, gone);
    await senders(abort('S1'), { 'send 1': abortedBy('S1') }, gone);
    await senders(abort('S3'), { 'send 3': abortedBy('S3') }, gone);
    if (capacity === 1) {
      await senders(receive('receive 0', 'a'), { 'receive 0': received('first'), 'send 2': sent }, taken);
      await senders(receive('receive 1', 'a'), { 'receive 1': received(y) }, taken);
    } else await senders(receive('receive 1', 'a'), { 'receive 1': received(y), 'send 2': sent }, taken);
    await senders(receive('receive 2', 'a'), {}, taken);
  }

  // What comes first decides, however close the second is.
  const order = {
    look: 'Two things happen in the same synchronous piece. Which of them finds the call still waiting?',
  };
  const close1 = await open({ a: 0 });
  await close1(receive('receive 1', 'a', 'S1'), {}, order);
  await close1(together(abort('S1'), send('send 1', 'a', x)), { 'receive 1': abortedBy('S1') }, order);
  await close1(receive('receive 2', 'a'), { 'send 1': sent, 'receive 2': received(x) }, order);
  await close1(receive('receive 3', 'a', 'S3'), {}, order);
  await close1(
    together(send('send 2', 'a', y), abort('S3')),
    { 'send 2': sent, 'receive 3': received(y) },
    order,
  );
  await close1(send('send 3', 'a', z, 'S4'), {}, order);
  await close1(
    together(receive('receive 4', 'a'), abort('S4')),
    { 'send 3': sent, 'receive 4': received(z) },
    order,
  );

  const early = { look: 'What does a call look at first when its signal has aborted already?' };
  const aborted = await open({ a: 1, b: 0 });
  await aborted(abort('S1'), {}, early);
  await aborted(send('send 1', 'a', x, 'S1'), { 'send 1': abortedBy('S1') }, early);
  await aborted(send('send 2', 'a', y), { 'send 2': sent }, early);
  await aborted(receive('receive 1', 'a', 'S1'), { 'receive 1': abortedBy('S1') }, early);
  await aborted(receive('receive 2', 'a'), { 'receive 2': received(y) }, early);
  await aborted(receive('receive 3', 'b', 'S1'), { 'receive 3': abortedBy('S1') }, early);
  await aborted(close('b'), {}, early);
  await aborted(send('send 3', 'b', z, 'S1'), { 'send 3': abortedBy('S1') }, early);
  await aborted(receive('receive 4', 'b', 'S1'), { 'receive 4': abortedBy('S1') }, early);
});

requirement('selects', async ({ module, trace, random }) => {
  const { open } = await openStages({ module, trace });
  const [x, y, z] = [random.word(), random.word(), random.word()];

  const first = { look: 'How many of the cases have been tried when the first of them could be done?' };
  const ready = await open({ a: 1, b: 1, c: 0 });
  await ready(send('send 1', 'a', x), { 'send 1': sent }, first);
  await ready(send('send 2', 'b', y), { 'send 2': sent }, first);
  const both = [from('c'), from('b'), from('a')];
  await ready(select('select 1', both), { 'select 1': took(1, received(y)) }, first);
  await ready(receive('receive 1', 'a'), { 'receive 1': received(x) }, first);
  await ready(select('select 2', [to('b', z), to('a', 'never')]), { 'select 2': took(0, sent) }, first);
  await ready(select('select 3', [from('a'), from('b')]), { 'select 3': took(1, received(z)) }, first);

  const rest = { look: 'In how many lines does the select still stand when one of its cases has been done?' };
  const waiting = await open({ a: 0, b: 0 });
  await waiting(select('select 1', [from('a'), to('b', x)]), {}, rest);
  await waiting(send('send 1', 'a', y), { 'send 1': sent, 'select 1': took(0, received(y)) }, rest);
  await waiting(receive('receive 1', 'b'), {}, rest);
  await waiting(send('send 2', 'b', z), { 'send 2': sent, 'receive 1': received(z) }, rest);
  await waiting(select('select 2', [from('a'), to('b', x)]), {}, rest);
  await waiting(receive('receive 2', 'b'), { 'select 2': took(1, sent), 'receive 2': received(x) }, rest);
  await waiting(send('send 3', 'a', y), {}, rest);
  await waiting(receive('receive 3', 'a'), { 'send 3': sent, 'receive 3': received(y) }, rest);

  const one = {
    look: 'Two values come in the same synchronous piece. When does the select leave the other line?',
  };
  const racing = await open({ a: 0, b: 0 });
  await racing(select('select 1', [from('a'), from('b')]), {}, one);
  await racing(
    together(send('send 1', 'b', x), send('send 2', 'a', y)),
    { 'send 1': sent, 'select 1': took(1, received(x)) },
    one,
  );
  await racing(receive('receive 1', 'a'), { 'send 2': sent, 'receive 1': received(y) }, one);
  await racing(select('select 2', [from('a'), from('b')], 'S1'), {}, one);
  await racing(abort('S1'), { 'select 2': abortedBy('S1') }, rest);
  await racing(together(send('send 3', 'b', x), send('send 4', 'a', y)), {}, rest);
  await racing(select('select 3', [from('b'), from('a')], 'S1'), { 'select 3': abortedBy('S1') }, rest);
  await racing(
    select('select 4', [from('b'), from('a')]),
    { 'send 3': sent, 'select 4': took(0, received(x)) },
    rest,
  );

  const line = { look: 'Does a select that waits stand in the same line as all others?' };
  const queued = await open({ a: 0, b: 1 });
  await queued(receive('receive 1', 'a'), {}, line);
  await queued(select('select 1', [from('b'), from('a')]), {}, line);
  await queued(receive('receive 2', 'a'), {}, line);
  await queued(send('send 1', 'a', x), { 'send 1': sent, 'receive 1': received(x) }, line);
  await queued(send('send 2', 'a', y), { 'send 2': sent, 'select 1': took(1, received(y)) }, line);
  await queued(send('send 3', 'a', z), { 'send 3': sent, 'receive 2': received(z) }, line);
  await queued(send('send 4', 'b', x), { 'send 4': sent }, line);
  await queued(select('select 2', [from('a'), to('b', y)]), {}, line);
  await queued(receive('receive 3', 'b'), { 'receive 3': received(x), 'select 2': took(1, sent) }, line);
  await queued(receive('receive 4', 'b'), { 'receive 4': received(y) }, line);

  const itself = { look: 'May the two ends of one select meet? When do its own cases get into the lines?' };
  const meeting = await open({ a: 0, b: 0 });
  await meeting(select('select 1', [to('a', x), from('a')]), {}, itself);
  await meeting(
    select('select 2', [from('b'), from('a')]),
    { 'select 1': took(0, sent), 'select 2': took(1, received(x)) },
    {
      look: 'Two selects meet. Which of the cases of each is done?',
    },
  );
  await meeting(select('select 3', [to('a', x), from('a')]), {}, itself);
  await meeting(send('send 0', 'a', z), { 'send 0': sent, 'select 3': took(1, received(z)) }, itself);
  await meeting(send('send 1', 'a', y), {}, itself);
  await meeting(receive('receive 1', 'a'), { 'send 1': sent, 'receive 1': received(y) }, itself);

  const closed = {
    look: 'What does a case on a closed channel come to, and is it something that can be done?',
  };
  const closing = await open({ a: 0, b: 0, c: 1 });
  await closing(select('select 1', [from('a'), from('b')]), {}, closed);
  await closing(close('b'), { 'select 1': took(1, over) }, closed);
  await closing(select('select 2', [from('a'), to('c', x)]), { 'select 2': took(1, sent) }, closed);
  await closing(select('select 3', [from('a'), to('c', y)]), {}, closed);
  await closing(close('c'), { 'select 3': refused }, closed);
  await closing(
    select('select 4', [from('a'), from('c'), to('c', y)]),
    { 'select 4': took(1, received(x)) },
    closed,
  );
  await closing(select('select 5', [from('a'), to('c', y), from('c')]), { 'select 5': refused }, closed);
  await closing(select('select 6', [from('a'), from('c')]), { 'select 6': took(1, over) }, closed);
  await closing(send('send 1', 'a', z), {}, closed);
});
