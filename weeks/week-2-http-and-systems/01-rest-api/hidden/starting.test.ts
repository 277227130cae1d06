import {
  expectEqual,
  expectRun,
  expectThat,
  type Run,
  requirement,
  type ServiceHost,
  showValue,
} from 'checker/kit';
import { isRequestLine } from './log-lines.ts';

/** A stack, also one that stands in a line of JSON. */
const stack = /(^|\n|\\n)\s+at \S/;

requirement('port-in-use', async ({ service, random }) => {
  const holder = await service.start({ name: 'the first rest-api' });
  const taken = String(holder.port);
  // 192.0.2.0/24 is for documentation (RFC 5737): no machine has an address in it.
  const nowhere = { HOST: '192.0.2.1', PORT: String(random.integer(20_000, 30_000)) };
  await Promise.all([
    expectNoPort(service, 'the second rest-api', { PORT: taken }, taken),
    expectNoPort(service, 'rest-api', nowhere, nowhere.PORT),
  ]);
  expectEqual(
    'the status of `GET /livez` at the first one',
    (await holder.request('GET', '/livez')).status,
    200,
    {
      look: 'What does a second one do to the first?',
    },
  );
});

async function expectNoPort(
  service: ServiceHost,
  name: string,
  env: Readonly<Record<string, string>>,
  port: string,
): Promise<void> {
  const run = await endOf(service, name, env, `${tell(env)}, which cannot be had,`);
  const said = `${run.stdout}${run.stderr}`;
  expectRun(run, {
    code: 1,
    look: 'Who hears the error event of the server, and ends the program with which code?',
  });
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  expectThat(lines.some((line) => new RegExp(`\\b${port}\\b`).test(line)) && !stack.test(said), {
    expected: `one line that names the port ${port}, without a stack`,
    saw: showValue(said),
    look: 'The error knows its code, its address and its port. What would whoever started it like to read?',
  });
}

const badValues: readonly (readonly [variable: string, value: string])[] = [
  ['PORT', '80a'],
  ['PORT', '3e3'],
  ['PORT', '65536'],
  ['REQUEST_TIMEOUT_MS', '0'],
  ['SHUTDOWN_DELAY_MS', '2147483648'],
  ['SHUTDOWN_TIMEOUT_MS', '1.5'],
  ['MAX_BODY_BYTES', ' 5'],
  ['LOG_LEVEL', 'loud'],
];

requirement('strict-config', async ({ service }) => {
  // Two at a time: as many as most machines have processors for.
  for (let at = 0; at < badValues.length; at += 2)
    await Promise.all(badValues.slice(at, at + 2).map((each) => expectRefused(service, ...each)));
  await Promise.all([expectDefaults(service), expectExtremes(service)]);
});

async function expectRefused(service: ServiceHost, variable: string, value: string): Promise<void> {
  const env = { [variable]: value };
  const run = await endOf(service, 'rest-api', env, tell(env));
  const look = 'Which texts does your way of reading a number let through, and who tells the mistake?';
  expectRun(run, { code: 1, look });
  const lines = `${run.stdout}\n${run.stderr}`.split('\n').filter((line) => line.trim() !== '');
  expectThat(lines.length === 1 && lines[0]?.includes(variable) === true, {
    expected: `one line that names ${variable} where ${tell(env)}, and no other`,
    saw: lines.length === 0 ? 'no line at all' : `${lines.length} of them: ${showValue(lines.join('\n'))}`,
    look,
  });
}

/** Its end, where it must not come to listen. */
async function endOf(
  service: ServiceHost,
  name: string,
  env: Readonly<Record<string, string>>,
  with_: string,
): Promise<Run> {
  const launched = await service.launch({ name, env });
  const line = await launched.log(({ msg }) => msg === 'listening');
  const run = line === null ? await launched.ended() : null;
  if (run !== null) return run;
  launched.kill();
  return expectNothing(
    `the program started with ${with_} to end before it listens`,
    line === null ? 'it neither listens nor ends' : `it listens: ${showValue(line)}`,
  );
}

function expectNothing(expected: string, saw: string): never {
  expectThat(false, {
    expected,
    saw,
    look: 'What does your program do with a mistake that it meets at its start?',
  });
}

/** Port 3000 may be somebody else's; then the program says so, and that tells as much. */
async function expectDefaults(service: ServiceHost): Promise<void> {
  const names = [
    'PORT',
    'HOST',
    'REQUEST_TIMEOUT_MS',
    'SHUTDOWN_DELAY_MS',
    'SHUTDOWN_TIMEOUT_MS',
    'MAX_BODY_BYTES',
    'LOG_LEVEL',
  ];
  const env = Object.fromEntries(names.map((each) => [each, '']));
  const launched = await service.launch({ env });
  const line = await launched.log(({ msg }) => msg === 'listening');
  const run = line === null ? await launched.ended() : null;
  const said =
    run === null ? showValue(line ?? launched.output.stdout) : showValue(`${run.stdout}${run.stderr}`);
  expectThat(line === null ? /\b3000\b/.test(said) : line.port === 3000, {
    expected: 'empty variables to count as unset, so that it listens on port 3000',
    saw: said,
    look: 'What does your way of reading a number make of an empty text?',
  });
  launched.kill();
}

/** The largest values that are allowed are served as any others. */
async function expectExtremes(service: ServiceHost): Promise<void> {
  const most = '2147483647';
  const env = {
    REQUEST_TIMEOUT_MS: most,
    SHUTDOWN_DELAY_MS: '0',
    SHUTDOWN_TIMEOUT_MS: most,
    MAX_BODY_BYTES: most,
    LOG_LEVEL: 'debug',
  };
  const running = await service.start({ env });
  const look =
    'Is there a sum with one of these values, and does a timer get it? One past 2147483647 ms fires at once.';
  const { status } = await running.request('POST', '/tasks', { json: { title: 'x' } });
  expectEqual('the status of `POST /tasks`', status, 201, { look });
  expectThat(await running.log(isRequestLine, 3000).then((line) => line?.status === 201), {
    expected: 'a line that says 201',
    saw: showValue(running.logs().filter(isRequestLine)),
    look,
  });
  running.kill();
}

function tell(env: Readonly<Record<string, string>>): string {
  return Object.entries(env)
    .map(([name, value]) => `${name}=${/\s/.test(value) ? `'${value}'` : value}`)
    .join(' ');
}
