import { expectRun, expectThat, requirement } from 'checker/kit';

interface Line {
  readonly name: string;
  readonly concurrency: number;
  readonly tasks: number;
  readonly seconds: number;
  readonly tasksPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const members = ['concurrency', 'tasks', 'seconds', 'tasksPerSecond', 'p50Ms', 'p99Ms'] as const;
const cases = [
  { name: 'empty', workMs: 0, least: 1000 },
  { name: 'wait-5ms', workMs: 5, least: 50 },
] as const;
const widths = [1, 4, 16];
/** A timer of the system may be early by a fraction of a millisecond. */
const early = 0.8;

requirement('benchmark', async ({ program }) => {
  const run = await program.run([], { entry: 'bench/main.ts', patienceMs: 25_000 });
  expectRun(run, {
    code: 0,
    look: 'Run `node bench/main.ts` in your folder. What does it print, and how does it end?',
  });
  const lines = run.stdout
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => readLine(line));

  for (const { name, workMs, least } of cases)
    for (const concurrency of widths) {
      const found = lines.filter((line) => line.name === name && line.concurrency === concurrency);
      const [line] = found;
      expectThat(line !== undefined && found.length === 1, {
        look: 'The page names the two cases and the three concurrencies.',
        expected: `one line of the case ${name} with concurrency ${concurrency}`,
        saw: `${found.length} of them among ${lines.length} lines`,
      });
      judgeLine(line, workMs, least);
    }
  const sum = lines.reduce((total, { seconds }) => total + seconds, 0);
  expectThat(sum <= run.wallMs / 1000, {
    look: 'Which moments do you take the time between?',
    expected: `the seconds of all lines together to fit into the ${(run.wallMs / 1000).toFixed(2)} s that the program ran`,
    saw: `${sum.toFixed(2)} s`,
  });
});

function judgeLine(line: Line, workMs: number, least: number): void {
  const { tasks, seconds, tasksPerSecond, p50Ms, p99Ms } = line;
  const subject = `the line of ${line.name} with concurrency ${line.concurrency}`;
  const demand = (holds: boolean, expected: string, saw: string, look: string) =>
    expectThat(holds, { expected: `${subject} ${expected}`, saw, look });
  demand(
    Number.isInteger(tasks) && tasks >= least,
    `to measure at least ${least} tasks`,
    String(tasks),
    'A few tasks say little about many.',
  );
  const bound = (tasks * workMs * early) / line.concurrency / 1000;
  demand(
    seconds > 0 && seconds >= bound,
    `to take at least ${bound.toFixed(3)} s, since its work allows no less`,
    `${seconds} s`,
    'tasks × work ÷ concurrency is the least that it can take. Does your pool run more at once, or your clock stop too early?',
  );
  demand(
    Math.abs(tasksPerSecond * seconds - tasks) <= tasks * 0.02,
    'to say tasks / seconds as its tasksPerSecond',
    `${tasksPerSecond} with ${tasks} tasks in ${seconds} s`,
    'Compute it from the figures that you print, before you round them.',
  );
  demand(
    p50Ms >= workMs * early && p50Ms <= p99Ms && p99Ms <= seconds * 1000 * 1.02,
    'to have percentiles between the time of one task and that of all, p50Ms not above p99Ms',
    `p50Ms ${p50Ms}, p99Ms ${p99Ms}, seconds ${seconds}`,
    'A latency is from the call of run until its promise settles, in milliseconds. Are they sorted as numbers?',
  );
}

function readLine(text: string): Line {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = null;
  }
  const line = parsed as Line | null;
  expectThat(
    line !== null &&
      typeof line === 'object' &&
      typeof line.name === 'string' &&
      members.every((name) => typeof line[name] === 'number' && Number.isFinite(line[name])),
    {
      look: 'Print with JSON.stringify, one case a line, and nothing else to stdout.',
      expected: `each line to be a JSON object with name, ${members.join(', ')}`,
      saw: text.slice(0, 200),
    },
  );
  return line;
}
