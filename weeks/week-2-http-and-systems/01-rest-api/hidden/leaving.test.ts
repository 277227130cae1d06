import { expectThat, type NoReply, type Reply, requirement } from 'checker/kit';
import type { StoreCall, StoreRule } from './driver/judged-store.ts';
import { makeTask, type StoreRequest, storeRequests } from './kinds-of-requests.ts';
import {
  allowedMs,
  busyMs,
  expectCutOff,
  expectServed,
  isProblem,
  tellAnswer,
  tellRequest,
} from './patience.ts';
import { type JudgedApp, openStage } from './stage.ts';

const theSignal = 'Every call of the store gets the signal of its request as the last argument.';

requirement('client-abort', async ({ module, http, random }) => {
  const stage = await openStage({ module, http });
  const app = await stage.app();
  const known = await makeTask(app.http, random.word(), false);
  const staying = await makeTask(app.http, random.word(), false);
  const other = await makeTask(app.http, random.word(), false);
  for (const request of storeRequests(known, random.word())) await expectAborted(request);
  await expectResetSeen();
  await stage.expectNothingEscaped(
    'when a client had left and its store call failed afterwards',
    'Whose promise is that of the store call, when nobody waits for it any more?',
  );

  async function expectAborted(request: StoreRequest): Promise<void> {
    await app.forget();
    await app.rule({ do: 'hold' });
    const stays = app.http.attempt('GET', `/tasks/${staying.id}`, { transcript: false });
    const callsOfStaying = await app.called(
      1,
      'A task that is read comes from the store that createApp was given.',
    );
    await app.rule({ do: 'hold', fails: 'error' });
    const leaving = new AbortController();
    const left = app.http.attempt(request.method, request.target, {
      ...request.options,
      signal: leaving.signal,
    });
    const calls = (
      await app.called(callsOfStaying.length + 1, `What does ${tellRequest(request)} ask the store?`)
    ).slice(callsOfStaying.length);
    expectSignals(
      [...callsOfStaying, ...calls],
      `${tellRequest(request)}, whose client waits for the answer`,
    );

    // Whoever takes something else for the client's leaving has time to do so.
    await app.rule({ do: 'pass' });
    await app.http.request('PATCH', `/tasks/${other.id}`, {
      json: { title: 'x' },
      headers: { 'if-match': '*' },
    });
    await app.http.request('GET', '/livez');
    await stage.ask('turn');
    const before = (await app.calls()).slice(0, callsOfStaying.length + calls.length);
    expectSignals(before, `${tellRequest(request)}, whose client waits for the answer`);

    leaving.abort();
    await left;
    const deaf = await app.notAborted(calls, allowedMs + busyMs);
    expectThat(deaf.length === 0, {
      expected: `the signal that the store got for ${tellRequest(request)} to abort when the client has left`,
      saw: 'it has not aborted',
      look: 'Which object has the event that means "the client is gone", and is this signal joined to it?',
    });
    const [first] = (await app.calls()).filter(({ call }) =>
      callsOfStaying.some((each) => each.call === call),
    );
    expectThat(first?.aborted === false, {
      expected: 'the signal of another request, whose client has stayed, not to abort',
      saw: 'it aborted as well',
      look: 'One AbortController a request: where do you make yours?',
    });
    await app.release();
    const reply = await stays;
    expectThat(reply.kind === 'reply' && reply.status === 200, {
      expected: 'the client that stayed to get its answer, 200',
      saw: tellAnswer(reply),
      look: 'What does a request that ends share with others?',
    });
  }

  /** As a client that crashes, on a connection that had served a request before. */
  async function expectResetSeen(): Promise<void> {
    const raw = await app.http.connect();
    await raw.write('GET /livez HTTP/1.1\r\nHost: x\r\n\r\n');
    await raw.gotResponses(1);
    await app.forget();
    await app.rule({ do: 'hold', fails: 'undefined' });
    await raw.write(`GET /tasks/${staying.id} HTTP/1.1\r\nHost: x\r\n\r\n`);
    const calls = await app.called(1, 'The second request of a connection is one as any other.');
    expectSignals(calls, 'the second request of a connection, whose client waits');
    raw.reset();
    const deaf = await app.notAborted(calls, allowedMs + busyMs);
    expectThat(deaf.length === 0, {
      expected: "the store's signal to abort when the client has reset its connection",
      saw: 'it has not aborted',
      look: 'Which events come when a connection is reset rather than closed, and when it has served a request before?',
    });
    await app.release();
  }
});

requirement('request-timeout', async ({ module, http, random }) => {
  const stage = await openStage({ module, http });
  const timeoutMs = random.integer(300, 400);
  const open = () => stage.app({ config: { requestTimeoutMs: timeoutMs } });
  const look =
    'Aborting asks the store to stop, it does not make it stop. What does the answer wait for, and who counts the time?';
  // What must be waited for runs side by side.
  const [deaf, heedful, bodies] = await Promise.all([open(), open(), open()]);
  await Promise.all([
    expectAllLate(deaf, { do: 'hold' }, 'a store that does not answer and does not heed its signal'),
    expectAllLate(
      heedful,
      { do: 'hang', onAbort: 'reject' },
      "a store that rejects with its signal's reason when that aborts",
    ),
    expectLateBodies(bodies),
  ]);
  await stage.expectNothingEscaped(
    'when the store failed after its request had been answered with 504',
    'Whose promise is that of the store call, when nobody waits for it any more?',
  );

  async function expectAllLate(app: JudgedApp, rule: StoreRule, what: string): Promise<void> {
    const other = await makeTask(app.http, random.word(), false);
    // Each about a task of its own: one may wait for another that changes the same.
    const requests: StoreRequest[] = [];
    for (const at of storeRequests(other, '').keys()) {
      const known = await makeTask(app.http, random.word(), false);
      requests.push(storeRequests(known, random.word())[at] as StoreRequest);
    }
    await app.forget();
    await app.rule(rule);
    const late = requests.map((request) =>
      app.http.attempt(request.method, request.target, {
        ...request.options,
        patienceMs: timeoutMs + allowedMs + busyMs,
      }),
    );
    const calls = await app.called(
      requests.length,
      'Each of six requests is about another task, and asks the store. What do some of them wait for before they do?',
    );
    await app.rule({ do: 'pass' });
    const patch = { json: { title: 'x' }, headers: { 'if-match': '*' } };
    await expectServed(
      app.http.attempt('PATCH', `/tasks/${other.id}`, patch),
      200,
      `${what} holds six other requests`,
    );
    for (const [at, came] of (await Promise.all(late)).entries())
      expectLate(came, tellRequest(requests[at] as StoreRequest), what);
    const unheard = await app.notAborted(calls, busyMs);
    expectThat(unheard.length === 0 && calls.every(({ hasSignal }) => hasSignal), {
      expected: `the signal of each store call to abort when its request is answered with 504`,
      saw: calls.every(({ hasSignal }) => hasSignal)
        ? `${unheard.length} of ${calls.length} have not aborted`
        : 'a call of the store whose last argument is no AbortSignal',
      look: `${theSignal} Who aborts it when the time is up?`,
    });
    await app.rule({ do: 'pass' });
    await app.release();
    const after = `six requests had been given up, with ${what}`;
    await expectServed(app.http.attempt('PATCH', `/tasks/${other.id}`, patch), 200, after);
    await expectServed(app.http.attempt('POST', '/tasks', { json: { title: 'x' } }), 201, after);
  }

  function expectLate(came: Reply | NoReply, request: string, what: string): void {
    expectThat(came.kind === 'reply' && came.status === 504 && isProblem(came), {
      expected: `504 and a problem for ${request}, within ${allowedMs / 1000} s after the ${timeoutMs} ms of the limit, with ${what}`,
      saw: tellAnswer(came),
      look,
    });
    const tookMs = came.cameAtMs - came.sentAtMs;
    expectThat(tookMs >= timeoutMs * 0.9, {
      expected: `the 504 for ${request} not before the ${timeoutMs} ms of the limit`,
      saw: `it came after ${Math.round(tookMs)} ms`,
      look: 'What does `requestTimeoutMs` say, and when do you start to count?',
    });
  }

  async function expectLateBodies(app: JudgedApp): Promise<void> {
    const json = 'Content-Type: application/json\r\nHost: x\r\n';
    await Promise.all(
      [
        ['half of a body', `POST /tasks HTTP/1.1\r\n${json}Content-Length: 50\r\n\r\n{"title":`],
        ['nothing of a body', `POST /tasks/batch HTTP/1.1\r\n${json}Content-Length: 50\r\n\r\n`],
        [
          'half of a chunked body',
          `POST /tasks HTTP/1.1\r\n${json}Transfer-Encoding: chunked\r\n\r\n9\r\n{"title":\r\n`,
        ],
        [
          'half of a patch',
          `PATCH /tasks/${crypto.randomUUID()} HTTP/1.1\r\n${json}If-Match: *\r\nContent-Length: 50\r\n\r\n{"title":`,
        ],
      ].map(async ([what, bytes]) => {
        const sentAt = performance.now();
        const raw = await app.http.connect();
        await raw.write(bytes as string);
        await expectCutOff(raw, {
          what: `a client that has sent ${what} and then nothing more`,
          timeoutMs,
          sentAt,
        });
      }),
    );
  }
});

function expectSignals(calls: readonly StoreCall[], when: string): void {
  expectThat(
    calls.every(({ hasSignal }) => hasSignal),
    {
      expected: `the last argument of a store call to be an AbortSignal, for ${when}`,
      saw: 'it is none',
      look: theSignal,
    },
  );
  expectThat(
    calls.every(({ aborted }) => !aborted),
    {
      promise: 'In no other case does a signal abort while its request runs.',
      expected: `the store's signal not to have aborted, for ${when}`,
      saw: 'it had aborted',
      look: 'Note when `close` comes on `req` and on `res`: a request whose body has been read is not one whose client has left.',
    },
  );
}
