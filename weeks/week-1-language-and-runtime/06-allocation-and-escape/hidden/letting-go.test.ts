import { expectEqual, expectThat, fc, type Random, requirement, showValue } from 'checker/kit';
import { ask, tellBytes } from './asking.ts';
import type { LargeLog, Retained, ToldSlowLine, ToldSummary } from './driver/letting-go.ts';
import { anyLine, type Line, logOf, slowestOf, textOf } from './logs.ts';

/** 50 MB in 800 lines, each with a path of 64 KiB. */
const lineCount = 800;
const tail = 2 ** 16;
/** Of the log's bytes: some paths may stay, and what the runtime needs; a log may not. */
const mostRetained = 0.1;
/** As much of a text as the driver tells. */
const told = 80;

/** Few durations and statuses, so that many are the same. */
const lines = fc.array(
  fc
    .tuple(anyLine(), fc.integer({ min: 0, max: 3 }), fc.constantFrom(200, 404, 503))
    .map(([line, micros, status]): Line => ({ ...line, micros, status })),
  { maxLength: 10 },
);
const rest = fc.constantFrom('', '07:00:00.000 ERROR 503 999999999 /not-yet');

requirement('slowest-lets-go', async ({ module, property, random }) => {
  const link = await module.open();
  await property(
    'the slowest lines',
    fc.record({ lines, rest, count: fc.integer({ min: 0, max: 5 }) }),
    async (log) => {
      const text = `${logOf(log.lines)}${log.rest}`;
      const seen = await ask<readonly ToldSlowLine[]>(
        link,
        'slowest.told',
        { text, count: log.count },
        {
          what: `slowest(${showValue(text)}, ${log.count})`,
        },
      );
      expectEqual(
        `the ${log.count} slowest of ${showValue(text)}`,
        seen,
        slowestOf(log.lines, log.count).map(tellLine),
        {
          look: 'The slowest first, of equally slow ones the earlier. The judge looks after it has overwritten the log with #: what is still the log’s own?',
        },
      );
    },
    { show: ({ lines, rest, count }) => `the ${count} slowest of ${showValue(`${logOf(lines)}${rest}`)}` },
  );

  const large = largeLines(random);
  const { retained, logBytes, told } = await ask<Retained<readonly ToldSlowLine[]>>(
    link,
    'slowest.large',
    { log: logToLayOut(large), count: 3, enough: mostRetained },
    { what: 'slowest(log, 3) of a log of 50 MiB' },
  );
  expectThat(retained <= logBytes * mostRetained, {
    expected: `the log of ${tellBytes(logBytes)} to be collected while its 3 slowest lines are held`,
    saw: `${tellBytes(retained)} stay in use`,
    look: 'Which part of the result is a view of the log, or of a text that was made of all of it? A view keeps the whole alive.',
  });
  expectEqual('the 3 slowest of the large log', told, slowestOf(large, 3).map(tellLargeLine), {
    look: 'It is the same function, with longer paths.',
  });
});

requirement('summary-lets-go', async ({ module, property, random }) => {
  const link = await module.open();
  const statuses = [200, 404, 503, 418];
  const summaryOf = (all: readonly Line[]) => ({
    lines: all.length,
    slowestPath: slowestOf(all, 1)[0]?.path ?? null,
    counts: statuses.map((status) => all.filter((line) => line.status === status).length),
  });
  const inWords = ({ lines, slowestPath, counts }: ToldSummary) => ({
    lines,
    slowestPath,
    count: Object.fromEntries(statuses.map((status, at) => [status, counts[at]])),
  });
  await property(
    'a summary',
    fc.record({ lines, rest }),
    async (log) => {
      const text = `${logOf(log.lines)}${log.rest}`;
      const seen = await ask<ToldSummary>(
        link,
        'summary.told',
        { text, statuses },
        { what: `summarise(${showValue(text)})` },
      );
      expectEqual(
        `the summary of ${showValue(text)}`,
        inWords(seen),
        inWords(tellSummary(summaryOf(log.lines))),
        {
          look: 'The judge looks after it has overwritten the log with #. What does the summary still read from it?',
        },
      );
    },
    { show: ({ lines, rest }) => `that of ${showValue(`${logOf(lines)}${rest}`)}` },
  );

  const large = largeLines(random);
  const { retained, logBytes, told } = await ask<Retained<ToldSummary>>(
    link,
    'summary.large',
    { log: logToLayOut(large), statuses, enough: mostRetained },
    { what: 'summarise(log) of a log of 50 MiB' },
  );
  expectThat(retained <= logBytes * mostRetained, {
    expected: `the log of ${tellBytes(logBytes)} to be collected while its summary is held`,
    saw: `${tellBytes(retained)} stay in use`,
    look: 'The functions that are made in one call share one record of its variables. Does any of them mention the log, even one that is long gone?',
  });
  const summary = summaryOf(large);
  const slowestPath = large.find(({ path }) => path === summary.slowestPath)?.path ?? '';
  expectEqual(
    'the summary of the large log',
    inWords(told),
    inWords({ ...summary, slowestPath: tellLong(slowestPath) }),
    {
      look: 'It is the same function, with longer paths.',
    },
  );
});

function largeLines(random: Random): readonly Line[] {
  return Array.from({ length: lineCount }, (_, at) => ({
    atMs: at * 1000,
    level: random.pick(['INFO', 'WARN']),
    status: random.pick([200, 404, 503]),
    micros: random.integer(0, 999_999_999),
    path: `/${random.word(12)}/`,
  }));
}

function logToLayOut(all: readonly Line[]): LargeLog {
  return { heads: all.map(textOf), tail };
}

function tellLine(line: Line): ToldSlowLine {
  const { micros, status, path } = line;
  return {
    micros,
    status,
    path: tellPath(path),
    raw: textOf(line).slice(0, told),
    rawBytes: Buffer.byteLength(textOf(line)),
  };
}

function tellLargeLine(line: Line): ToldSlowLine {
  const raw = `${textOf(line)}${'x'.repeat(told)}`.slice(0, told);
  return {
    ...tellLine(line),
    path: tellLong(line.path),
    raw,
    rawBytes: Buffer.byteLength(textOf(line)) + tail,
  };
}

function tellSummary(summary: ToldSummary): ToldSummary {
  return { ...summary, slowestPath: summary.slowestPath === null ? null : tellPath(summary.slowestPath) };
}

function tellPath(path: string): string {
  return path.length <= told ? path : `${path.slice(0, told)}… ${path.length}`;
}

/** Of a path that goes on with as many x as the large log's do. */
function tellLong(path: string): string {
  return `${`${path}${'x'.repeat(told)}`.slice(0, told)}… ${path.length + tail}`;
}
