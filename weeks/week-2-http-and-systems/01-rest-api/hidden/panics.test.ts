import { expectThat, type NoReply, type Reply, requirement } from 'checker/kit';
import type { LogLevel } from './driver/seam.ts';
import type { Thrown } from './driver/thrown.ts';
import { type Known, makeTask, type StoreRequest, storeRequests } from './kinds-of-requests.ts';
import { isProblem, tellRequest } from './patience.ts';
import { type JudgedApp, openStage, type Stage } from './stage.ts';

const thrown: readonly Thrown[] = ['error', 'text', 'undefined', 'null', 'symbol', 'bare object'];
const patienceMs = 5000;

requirement('recovers-from-panics', async ({ module, http, random }) => {
  const stage = await openStage({ module, http });
  const app = await stage.app();
  const known = await makeTask(app.http, random.word());
  const message = `no disk ${random.word()}`;

  for (const what of thrown)
    for (const at of ['once', 'later'] as const) {
      await app.rule({ do: 'throw', at, what, message });
      await expectFailures(
        stage,
        app,
        known,
        `${tellThrown(what)} ${at === 'once' ? 'at once' : 'as a rejection'}`,
      );
    }
  await app.rule({ do: 'pass' });
  await expectAlive(app, known, 'after the store had thrown');

  for (const what of ['error', 'undefined'] as const) {
    await app.clock({ do: 'throw', what, message });
    await expectClockTold(stage, app, known, tellThrown(what));
  }
  await app.clock({ do: 'run' });
  await expectAlive(app, known, 'after the clock had thrown');

  for (const what of ['error', 'undefined'] as const)
    for (const methods of [
      ['info'],
      ['child'],
      ['error'],
      ['debug', 'info', 'warn', 'error', 'child'],
    ] as const)
      await expectSilentLogger(stage, app, known, { what, methods, message });
  await expectAlive(app, known, 'after the logger had thrown');
  await expectOthersUntouched(stage, app, known);
});

async function expectFailures(stage: Stage, app: JudgedApp, known: Known, how: string): Promise<void> {
  for (const request of storeRequests(known, 'x')) {
    const reply = await send(app, request);
    expectAnswered(reply, `${tellRequest(request)}, while the store throws ${how}`);
    expectThat(reply.status === 500 && isProblem(reply), {
      promise: 'Whatever the store throws, the client gets a 500.',
      expected: `500 and a problem for ${tellRequest(request)}, while the store throws ${how}`,
      saw: tellReply(reply),
      look: 'What does the place where errors become responses do with a value that is no Error?',
    });
  }
  await stage.expectNothingEscaped(
    `while the store throws ${how}`,
    'Who awaits the promise of your request handler? And what does a listener of an event throw?',
  );
}

/** Times of tasks come from the clock: what changes one cannot go well. Anything else may ask it, or not. */
async function expectClockTold(stage: Stage, app: JudgedApp, known: Known, how: string): Promise<void> {
  for (const request of storeRequests(known, 'x').filter(({ name }) => name !== 'delete')) {
    const reply = await send(app, request);
    const needsTime = request.name !== 'read' && request.name !== 'list';
    const what = `${tellRequest(request)}, while the clock throws ${how}`;
    if (needsTime) {
      expectAnswered(reply, what);
      expectThat(reply.status === 500 && isProblem(reply), {
        expected: `500 and a problem for ${what}`,
        saw: tellReply(reply),
        look: 'Where do you ask the clock: inside of what is caught, too?',
      });
    } else expectOver(reply, what);
  }
  await stage.expectNothingEscaped(
    `while the clock throws ${how}`,
    'Where do you ask the clock, and who catches there?',
  );
}

async function expectSilentLogger(
  stage: Stage,
  app: JudgedApp,
  known: Known,
  rule: { what: Thrown; methods: readonly (LogLevel | 'child')[]; message: string },
): Promise<void> {
  await app.logger(rule);
  const [read, , create] = storeRequests(known, 'x') as [StoreRequest, StoreRequest, StoreRequest];
  const how = `while the logger's ${rule.methods.join(', ')} throw${rule.methods.length === 1 ? 's' : ''} ${tellThrown(rule.what)}`;
  const look =
    'Which of your calls of the logger stand in a listener of an event, or in the place that catches all others?';
  for (const [request, does] of [
    [read, 'pass'],
    [create, 'throw'],
  ] as const) {
    await app.rule(
      does === 'pass' ? { do: 'pass' } : { do: 'throw', at: 'later', what: 'error', message: rule.message },
    );
    const what = `${tellRequest(request)}${does === 'pass' ? '' : ', which fails in the store,'} ${how}`;
    expectOver(await send(app, request), what);
    await stage.expectNothingEscaped(`from ${what}`, look);
  }
  await app.logger(null);
  await app.rule({ do: 'pass' });
}

/** One request fails, and no other that is under way. */
async function expectOthersUntouched(stage: Stage, app: JudgedApp, known: Known): Promise<void> {
  const [read, list] = storeRequests(known, 'x') as [StoreRequest, StoreRequest];
  await app.rule({ do: 'hold' });
  await app.forget();
  const held = app.http.attempt(read.method, read.target);
  await app.called(1, 'A task that is read comes from the store that createApp was given.');
  await app.rule({ do: 'throw', at: 'once', what: 'error', message: 'x' });
  expectOver(await send(app, list), `${tellRequest(list)}, while the store throws`);
  await app.release();
  const reply = await held;
  expectAnswered(reply, `${tellRequest(read)}, which waited for the store while another request failed`);
  expectThat(reply.status === 200, {
    expected: 'a request that waits for the store to go on when another one fails',
    saw: tellReply(reply),
    look: 'What of a request that fails do others share with it?',
  });
  await app.rule({ do: 'pass' });
  await stage.expectNothingEscaped('', 'Who awaits the promise of your request handler?');
}

async function expectAlive(app: JudgedApp, known: Known, when: string): Promise<void> {
  for (const request of storeRequests(known, 'again').slice(0, 3)) {
    const reply = await send(app, request);
    expectAnswered(reply, `${tellRequest(request)} ${when}`);
    expectThat(reply.status === request.status, {
      expected: `${request.status} for ${tellRequest(request)} ${when}`,
      saw: tellReply(reply),
      look: 'What did the requests that failed leave behind: a lock, a flag, a response that is never ended?',
    });
  }
}

function send(app: JudgedApp, { method, target, options }: StoreRequest): Promise<Reply | NoReply> {
  return app.http.attempt(method, target, { ...options, patienceMs });
}

function expectAnswered(reply: Reply | NoReply, what: string): asserts reply is Reply {
  expectThat(reply.kind === 'reply', {
    expected: `an answer to ${what}`,
    saw: reply.kind === 'reply' ? '' : reply.told,
    look: 'Who turns what is thrown into a response, and is there a way past it?',
  });
}

/** Answered, or cut off where its headers were out already; but not left hanging. */
function expectOver(reply: Reply | NoReply, what: string): void {
  expectThat(reply.kind === 'reply' || reply.why === 'closed' || reply.why === 'reset', {
    expected: `${what}, to be answered or cut off`,
    saw: reply.kind === 'reply' ? '' : reply.told,
    look: 'Who ends the response when the one that should have ended it throws before that?',
  });
}

function tellReply(reply: Reply): string {
  return `${reply.status} ${reply.headers['content-type'] ?? 'without a content type'}: ${reply.text.slice(0, 200)}`;
}

function tellThrown(what: Thrown): string {
  switch (what) {
    case 'error':
      return 'an Error';
    case 'text':
      return 'a text';
    case 'symbol':
      return 'a symbol';
    case 'bare object':
      return 'an object without a prototype';
    case 'undefined':
    case 'null':
      return what;
    default:
      return what satisfies never;
  }
}
