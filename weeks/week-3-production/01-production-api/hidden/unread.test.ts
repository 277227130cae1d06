import { expectEqual, expectThat, requirement, showValue } from 'checker/kit';
import { refusedTitle, refuseTasks } from './failures.ts';
import { linesIn, type Piped, startPiped } from './piped.ts';
import { createTask, tellReply } from './tasks.ts';

/** Of the path in each request: within what a server takes as the head of a request. */
const pathLength = 10_000;
/** So many lines are more than three million bytes. */
const many = 320;
const shutdownTimeoutMs = 2000;
const unreadLook =
  'Who writes to the descriptor, and waits there? `process.stdout` is a stream: what a pipe does not take, it keeps.';

requirement('no-sync-stall', async ({ service, files, http, signal, random }) => {
  const piped = await startPiped(
    { service, files, http, signal },
    { name: 'production-api', env: { LOG_LEVEL: 'info', SHUTDOWN_TIMEOUT_MS: String(shutdownTimeoutMs) } },
  );
  piped.pause();
  const first = random.word();
  await expectAnswers(piped, first);
  const { path } = await createTask(piped.http, random.word());
  expectEqual(
    `the status of \`GET ${path}\` while nobody reads stdout`,
    (await piped.http.request('GET', path)).status,
    200,
    {
      look: unreadLook,
    },
  );

  piped.resume();
  const last = `/${random.word(30)}`;
  await piped.http.request('GET', last);
  const whole = await piped.came((text) => text.includes(last) && text.endsWith('\n'));
  expectThat(whole, {
    expected: 'the line of the last request, once somebody reads again',
    saw: `${piped.text().length} bytes, the last of them ${showValue(piped.text().slice(-200))}`,
    look: 'What does it do with what waits, when the pipe takes more again?',
  });
  const texts = piped.text().split('\n').slice(0, -1);
  const torn = texts.find((text) => linesIn(`${text}\n`).length === 0);
  expectThat(torn === undefined, {
    expected: 'whole lines of JSON only, after nobody has read stdout for more than 3 MiB',
    saw: `a line of ${torn?.length} characters: ${showValue(`${torn?.slice(0, 150)} … ${torn?.slice(-150)}`)}`,
    look: 'What was written when the pipe took only a part of a line?',
  });
  const lines = linesIn(piped.text());
  const missing = Array.from({ length: many }, (_, index) => index).filter(
    (index) => !lines.some((line) => line.path === pathOf(first, index)),
  );
  expectThat(missing.length === 0, {
    expected: `the lines of all ${many} requests that were answered while nobody read: none of the first 8 MiB is missing`,
    saw: `${missing.length} of them are missing, first that of request ${missing[0]}`,
    look: 'How much do you keep for a reader that does not read?',
  });

  piped.pause();
  await expectAnswers(piped, random.word());
  piped.signal('SIGTERM');
  const run = await piped.ended(shutdownTimeoutMs + 8000);
  expectThat(run !== null && run.code === 0, {
    expected: `SIGTERM to end the process in time with exit code 0, with SHUTDOWN_TIMEOUT_MS=${shutdownTimeoutMs} and nobody who reads stdout`,
    saw: run === null ? 'it has not ended 8 seconds after that' : `its end: ${showValue(run.ending)}`,
    look: 'What does the exit wait for: a thread that writes, a flush without a limit?',
  });
});

/** More bytes of the log than any pipe takes, by requests that are all answered. */
async function expectAnswers(piped: Piped, word: string): Promise<void> {
  const ways = 8;
  await Promise.all(
    Array.from({ length: ways }, async (_, way) => {
      for (let index = way; index < many; index += ways) {
        const sent = await piped.http.attempt('GET', pathOf(word, index), { transcript: false });
        expectThat(sent.kind === 'reply' && sent.status === 404, {
          expected: `request ${index} to be answered with 404 while nobody reads stdout`,
          saw: sent.kind === 'reply' ? tellReply(sent) : sent.told,
          look: unreadLook,
        });
      }
    }),
  );
}

function pathOf(word: string, index: number): string {
  return `/${word}-${index}-`.padEnd(pathLength, 'x');
}

requirement('sampling-free-errors', async ({ service, files, http, signal, random }) => {
  const failures = 200;
  const message = `the judge refuses ${random.word(12)}`;
  await refuseTasks(await service.database(), { message });
  const piped = await startPiped(
    { service, files, http, signal },
    { name: 'production-api', env: { LOG_LEVEL: 'error' } },
  );
  const word = random.word();
  const ids = Array.from({ length: failures }, (_, index) => `${word}-${index}`);
  const ways = 10;
  await Promise.all(
    Array.from({ length: ways }, async (_, way) => {
      for (let index = way; index < failures; index += ways) {
        const reply = await piped.http.request('POST', '/tasks', {
          json: { title: `${refusedTitle}${index}` },
          headers: { 'x-request-id': ids[index] ?? '' },
          transcript: false,
        });
        expectThat(reply.status === 500, {
          expected: '`POST /tasks` to be answered with 500, since PostgreSQL refuses it with P0001',
          saw: tellReply(reply),
          look: 'Which SQLSTATE becomes which status? The table is on the page of postgres-refactor.',
        });
      }
    }),
  );
  // At once: what was written last is the most interesting of a process that ends.
  piped.signal('SIGTERM');
  const run = await piped.ended();
  expectThat(run !== null, {
    expected: 'the process to end after SIGTERM',
    saw: 'it has not ended',
    look: 'What is still open?',
  });
  const complete = () => {
    const lines = linesIn(piped.text()).filter(({ level }) => level === 'error');
    const requests = lines
      .filter(({ msg, status }) => msg === 'request' && status === 500)
      .map(({ requestId }) => requestId);
    const causes = lines.filter(({ err }) => JSON.stringify(err ?? null).includes(message));
    return { requests: ids.filter((id) => requests.includes(id)).length, causes: causes.length };
  };
  // The pipe holds what the process has written, and is read here.
  await piped.came((text) => text.split('"request"').length > failures && text.endsWith('\n'), 3000);
  const { requests, causes } = complete();
  expectThat(requests === failures && causes >= failures, {
    expected: `${failures} requests that end with 500 to leave ${failures} request lines at \`error\`, and ${failures} lines at \`error\` whose \`err\` has the message ${showValue(message)}`,
    saw: `${requests} request lines, and ${causes} with such an \`err\``,
    look: 'Is there anything that counts, throttles or merges lines? And does the exit wait for what was written last?',
  });
});
