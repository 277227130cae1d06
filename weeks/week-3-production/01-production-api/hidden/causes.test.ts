import { broken, type DriverLink, expectThat, type Fixtures, requirement, showValue } from 'checker/kit';
import type { FailedLine, Failure } from './driver/failing-app.ts';
import { refusedTitle, refuseTasks } from './failures.ts';
import { linesIn } from './piped.ts';

const look =
  '`JSON.stringify(new Error("x"))` is `{}`. Make plain data of an error yourself: its message, its `cause`, the `errors` of an AggregateError, and so on down to ten.';

requirement('error-with-causes', async ({ module, http, service, random }) => {
  await expectOnStdout({ service, random });
  const link = await module.open();
  const app = http.to({ port: Number(await ask(link, 'failing.open')) });
  const words = Array.from({ length: 40 }, () => random.word(14));
  const take = () => words.pop() ?? '';
  const chain = (length: number, end?: Failure): Failure =>
    length === 0 && end !== undefined
      ? end
      : { message: take(), ...(length > 1 || end !== undefined ? { cause: chain(length - 1, end) } : {}) };
  const cases: readonly (readonly [told: string, failure: Failure])[] = [
    ['an error', chain(1)],
    ['an error with a cause', chain(2)],
    ['a chain of nine causes', chain(9)],
    ['an AggregateError of three', { message: take(), errors: [chain(1), chain(1), chain(1)] }],
    ['an AggregateError without a message of its own', { message: '', errors: [chain(1), chain(2)] }],
    [
      'a cause that is an AggregateError, whose parts have causes',
      chain(2, { message: take(), errors: [chain(2), chain(3)] }),
    ],
    [
      'a cause that is caused by the error itself',
      { message: take(), cause: { message: take(), cause: 'circle' } },
    ],
  ];
  for (const [told, failure] of cases) {
    await ask(link, 'failing.rule', failure);
    await ask(link, 'failing.lines');
    const sent = await app.attempt('GET', '/tasks');
    expectThat(sent.kind === 'reply' && sent.status === 500, {
      expected: `\`GET /tasks\` to be answered with 500 where the store throws ${told}`,
      saw: sent.kind === 'reply' ? `${sent.status}` : sent.told,
      look: 'What makes the answer when whatever logs the error fails?',
    });
    const lines = (await ask(link, 'failing.lines')) as readonly FailedLine[];
    const wanted = messagesOf(failure);
    const missing = wanted.filter((message) => !lines.some(({ err }) => err?.includes(message)));
    expectThat(lines.length > 0 && missing.length === 0, {
      expected: `a line with \`err\`, in which all ${wanted.length} messages stand, where the store throws ${told}`,
      saw:
        lines.length === 0
          ? 'no line with `err`'
          : `${missing.length} missing in ${showValue(lines[0]?.err?.slice(0, 600))}`,
      look,
    });
  }
});

/** The same by the service, whose logger says how an error looks on stdout. */
async function expectOnStdout({ service, random }: Pick<Fixtures, 'service' | 'random'>): Promise<void> {
  const message = `the judge refuses ${random.word(12)}`;
  await refuseTasks(await service.database(), { message });
  const running = await service.start({ env: { LOG_LEVEL: 'error' } });
  const reply = await running.request('POST', '/tasks', {
    json: { title: `${refusedTitle}${random.word()}` },
  });
  expectThat(reply.status === 500, {
    expected: '`POST /tasks` to be answered with 500, since PostgreSQL refuses it with P0001',
    saw: String(reply.status),
    look: 'Which SQLSTATE becomes which status? The table is on the page of postgres-refactor.',
  });
  running.signal('SIGTERM');
  const { stdout } = await running.exited;
  const lines = linesIn(stdout).filter(({ err }) => err !== undefined);
  expectThat(
    lines.some(({ err }) => JSON.stringify(err).includes(message)),
    {
      expected: `a line whose \`err\` has what PostgreSQL said: ${showValue(message)}`,
      saw:
        lines.length === 0
          ? `no line with \`err\`: ${showValue(stdout.slice(-400))}`
          : showValue(lines[0]?.err),
      look,
    },
  );
}

function messagesOf({ message, cause, errors = [] }: Failure): string[] {
  const below = cause === undefined || cause === 'circle' ? [] : messagesOf(cause);
  return [message, ...below, ...errors.flatMap(messagesOf)].filter((each) => each !== '');
}

async function ask(link: DriverLink, method: string, params?: unknown): Promise<unknown> {
  const outcome = await link.call(method, params, { transcript: false });
  if (outcome.ok === true) return outcome.value;
  return broken({
    expected:
      '`createApp` to take a store, a logger, a clock and a config, and to return a server that can listen',
    saw:
      outcome.ok === null
        ? 'its process has ended, or says nothing'
        : `${outcome.error.name}: ${outcome.error.message}`,
    look: 'What does `src/index.ts` export?',
  });
}
