import {
  type DriverLink,
  expectThat,
  type PostgresDatabase,
  type Random,
  requirement,
  type Service,
  showValue,
} from 'checker/kit';
import { ask, contentsOf, expectUnchanged, raiseAt } from './database.ts';
import type { Thing } from './driver/thrown-things.ts';
import { expectRetryAfter, expectTellsNothing } from './problems.ts';
import { createTask, creating, expectStatus, patchTask, type Stored, sendBatch } from './tasks.ts';

type Word = 'conflict' | 'invalid' | 'retry' | 'unavailable' | 'cancelled' | 'unexpected';

const statusOf = {
  conflict: 409,
  invalid: 422,
  retry: 503,
  unavailable: 503,
  cancelled: 504,
  unexpected: 500,
} as const;

requirement('error-classification', async ({ service, module, random }) => {
  await judgeSeam(await module.open(), random);
  const database = await service.database();
  const running = await service.start();
  const task = await createTask(running, { title: 'there already' });
  const before = await contentsOf(database);
  const statement = await saying(database, 'at statement', false);
  const commit = await saying(database, 'at commit', true);
  await judgeStatements(running);
  await judgeOthers(running, task);
  await expectUnchanged(database, before, 'changes that the database has refused', {
    look: 'Whatever the status, nothing of the request has happened.',
  });
  await statement.drop();
  await commit.drop();
  await judgeReads(running, database, task);
});

/** A trigger for titles such as `at statement 23505`: it raises what they end with. */
async function saying(database: PostgresDatabase, how: string, atCommit: boolean) {
  const when = `NEW.title LIKE '${how} _____'`;
  return await raiseAt(database, {
    table: 'tasks',
    on: 'INSERT OR UPDATE',
    when,
    sqlstate: { of: 'title' },
    atCommit,
  });
}

/** What one row of the page's table says. */
const codes: readonly (readonly [Word, ...string[]])[] = [
  ['conflict', '23505', '23P01'],
  [
    'invalid',
    '23000',
    '23001',
    '23502',
    '23503',
    '23514',
    '22001',
    '22003',
    '22007',
    '22008',
    '22021',
    '22P02',
    '22P05',
  ],
  ['retry', '40001', '40P01'],
  [
    'unavailable',
    '08000',
    '08003',
    '08006',
    '53000',
    '53100',
    '53200',
    '53300',
    '57P01',
    '57P02',
    '57P03',
    '55P03',
    '25006',
  ],
  ['cancelled', '57014'],
  [
    'unexpected',
    '08P01',
    '25P02',
    '25001',
    '42P01',
    '42703',
    '42601',
    '22012',
    '22000',
    '22004',
    '40002',
    '40003',
    '55000',
    '55006',
    '57000',
    '57P04',
    '0A000',
    'P0001',
    'XX000',
    '54001',
  ],
];

const table =
  'The whole code comes first, then its class: which rows of the page name one code, and which a class?';

/** Each code from a statement of a POST. */
async function judgeStatements(running: Service): Promise<void> {
  const all = codes.flatMap(([word, ...states]) => states.map((sqlstate) => ({ word, sqlstate })));
  for (const some of inSlices(all, 8)) {
    const replies = await Promise.all(
      some.map(({ sqlstate }) =>
        running.request('POST', '/tasks', { json: { title: `at statement ${sqlstate}` }, transcript: false }),
      ),
    );
    for (const [index, { word, sqlstate }] of some.entries()) {
      const reply = replies[index];
      if (reply === undefined) continue;
      const promise = `Each SQLSTATE becomes the status of the page's table (here: ${sqlstate}, from the INSERT of a POST).`;
      expectStatus(reply, statusOf[word], {
        promise,
        why: `PostgreSQL refuses the row with ${sqlstate}`,
        look: table,
      });
      await expectDiscreet(running, reply, sqlstate, promise);
    }
  }
}

/** Some of them from COMMIT, from a PATCH and from the last operation of a batch. */
async function judgeOthers(running: Service, task: Stored): Promise<void> {
  for (const [sqlstate, status] of [
    ['23505', 409],
    ['22003', 422],
    ['53300', 503],
    ['57014', 504],
    ['42703', 500],
  ] as const) {
    const at = (how: string) => `${how} ${sqlstate}`;
    for (const [where, reply] of [
      [
        'from the COMMIT of a POST',
        await running.request('POST', '/tasks', { json: { title: at('at commit') } }),
      ],
      ['from the UPDATE of a PATCH', await patchTask(running, task, { title: at('at statement') })],
      [
        'from the last operation of a batch',
        await sendBatch(running, [creating('first'), creating(at('at statement'))]),
      ],
      ['from the COMMIT of a batch', await sendBatch(running, [creating(at('at commit')), creating('last')])],
    ] as const) {
      const promise = `Each SQLSTATE becomes the status of the page's table (here: ${sqlstate}, ${where}).`;
      expectStatus(reply, status, {
        promise,
        why: `PostgreSQL refuses a row with ${sqlstate}`,
        look: 'The same goes for every statement, COMMIT included. Through which function does each of them go?',
      });
      await expectDiscreet(running, reply, sqlstate, promise);
    }
  }
}

/** A table that is not there any more is a bug, of which only the log tells. */
async function judgeReads(running: Service, database: PostgresDatabase, task: Stored): Promise<void> {
  await ask(database, 'ALTER TABLE public.tasks RENAME COLUMN priority TO judge_priority');
  await ask(database, 'ALTER TABLE public.task_history RENAME COLUMN op TO judge_op');
  for (const path of ['/tasks', task.path, `${task.path}/history`]) {
    const reply = await running.request('GET', path);
    const promise =
      'What is a bug is a 500, and a line at level error in the log (here: 42703, from the SELECT of a GET).';
    expectStatus(reply, 500, { promise, why: 'a column is not there any more', look: table });
    await expectDiscreet(running, reply, '42703', promise);
  }
}

type Answer = Parameters<typeof expectTellsNothing>[0];

/** Nothing for the client, and for a bug a line in the log. */
async function expectDiscreet(
  running: Service,
  reply: Answer,
  sqlstate: string,
  promise: string,
): Promise<void> {
  expectTellsNothing(reply, {
    promise,
    look: "Table, constraint and value are nobody else's business. From which error is the answer made?",
  });
  if (reply.status === 503)
    expectRetryAfter(reply, { promise, look: 'Each 503 but that of /readyz says when to come again.' });
  if (reply.status !== 500) return;
  const requestId = reply.headers['x-request-id'];
  const line = await running.log((each) => each.level === 'error' && each.requestId === requestId, 3_000);
  expectThat(line !== null && line.sqlstate === sqlstate, {
    promise,
    expected: `a line at level error, with the requestId of the answer and the member "sqlstate": "${sqlstate}"`,
    saw: line === null ? 'no such line' : showValue(line),
    look: 'Who still knows the code when the 500 is made?',
  });
}

/** What the seam says of all that may be thrown. */
async function judgeSeam(driver: DriverLink, random: Random): Promise<void> {
  const cases: (readonly [Thing, Word])[] = [];
  const forms = ['error', 'plain', 'bare', 'inherited', 'getter'] as const;
  for (const [word, ...states] of codes)
    for (const code of states) cases.push([{ as: random.pick(forms), code }, word]);
  for (const as of forms) cases.push([{ as, code: '23505' }, 'conflict']);
  for (const code of [
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ENOTFOUND',
    'EAI_AGAIN',
  ])
    cases.push([{ as: 'error', code }, 'unavailable']);
  // Codes of the same classes that nobody has named.
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const named = new Set(codes.flatMap(([, ...states]) => states));
  for (const [prefix, word] of [
    ['23', 'invalid'],
    ['08', 'unavailable'],
    ['53', 'unavailable'],
    ['22', 'unexpected'],
    ['40', 'unexpected'],
    ['42', 'unexpected'],
    ['57', 'unexpected'],
    ['25', 'unexpected'],
    ['55', 'unexpected'],
    ['24', 'unexpected'],
    ['5Z', 'unexpected'],
  ] as const)
    for (let made = 0; made < 6; ) {
      const code = prefix + Array.from({ length: 3 }, () => random.pick([...digits])).join('');
      if (named.has(code)) continue;
      cases.push([{ as: 'error', code }, word]);
      made += 1;
    }
  for (const code of [
    '23',
    '2350',
    '235050',
    ' 23505',
    '23505 ',
    '23505\n',
    '',
    'toString',
    '__proto__',
    'constructor',
    'ENOENT',
    'EACCES',
    'E2BIG',
    'ECONNABORTED',
    'econnreset',
    '08',
    '53',
    '0800',
    '080060',
    '53\n00',
  ])
    cases.push([{ as: 'error', code }, 'unexpected']);
  for (const code of [23_505, 40_001, null, true, ['23505'], { code: '23505' }])
    cases.push([{ as: 'error', code }, 'unexpected']);
  for (const value of ['23505', '', 0, null, true, [], {}])
    cases.push([{ as: 'value', value }, 'unexpected']);
  for (const as of ['undefined', 'symbol', 'throwing getter', 'revoked proxy'] as const)
    cases.push([{ as }, 'unexpected']);
  cases.push([{ as: 'cause', code: '23505' }, 'unexpected']);

  const outcome = await driver.call(
    'classify',
    { things: cases.map(([thing]) => thing) },
    { transcript: false },
  );
  const promise =
    "`classifyDatabaseError` says what the page's table says, takes anything, and never throws.";
  expectThat(outcome.ok === true && Array.isArray(outcome.value), {
    promise,
    expected: `words for ${cases.length} errors`,
    saw: showValue(outcome),
    look: 'Is it exported by src/index.ts?',
  });
  const said = outcome.value as readonly string[];
  for (const [index, [thing, word]] of cases.entries())
    expectThat(said[index] === word, {
      promise,
      expected: `'${word}' for ${tellThing(thing)}`,
      saw: `${said[index]}`,
      look: table,
    });
}

const told = {
  error: 'an Error with code',
  plain: 'an object with code',
  bare: 'an object without a prototype, with code',
  inherited: 'an object that inherits code',
  getter: 'an Error with a getter for its code',
  cause: 'an Error without a code, whose cause has code',
} as const;

function tellThing(thing: Thing): string {
  if ('value' in thing) return `the value ${showValue(thing.value)}`;
  if ('code' in thing) return `${told[thing.as]} ${showValue(thing.code)}`;
  return thing.as === 'undefined' ? 'undefined' : `a ${thing.as}`;
}

function inSlices<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
