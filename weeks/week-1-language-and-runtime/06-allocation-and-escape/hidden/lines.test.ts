import { expectEqual, expectThat, fc, requirement, showValue } from 'checker/kit';
import { ask, tellBytes } from './asking.ts';
import type { LineGarbage, ReadLog } from './driver/lines.ts';
import { anyLine, anyLines, digestOf, logOf, randomLines, textOf } from './logs.ts';

requirement('reads-lines', async ({ module, property }) => {
  const link = await module.open();
  const logs = fc.record({
    lines: anyLines(),
    /** The beginning of a line whose rest has not come yet, or all of it but its end. */
    rest: fc.option(
      fc
        .tuple(anyLine(), fc.integer({ min: 1, max: 60 }))
        .map(([line, length]) => textOf(line).slice(0, length)),
      { nil: '' },
    ),
    before: fc.integer({ min: 0, max: 40 }),
  });
  await property(
    'reading a log line by line',
    logs,
    async ({ lines, rest, before }) => {
      const text = `${logOf(lines)}${rest}`;
      const read = await ask<ReadLog>(
        link,
        'lines.read',
        { text, before },
        { what: `reading ${showValue(text)}` },
      );
      let end = 0;
      for (const [at, line] of lines.entries()) {
        const told = `line ${at + 1}, ${showValue(textOf(line))}`;
        end += Buffer.byteLength(textOf(line)) + 1;
        expectEqual(`what readLine returns for ${told}`, read.nexts[at], end, {
          look: 'It is the place in the log after the line’s newline, counted in bytes.',
        });
        expectEqual(`what was read of ${told}`, read.lines[at], line, {
          look: 'Only the first four blanks of a line separate; and places in a buffer are bytes, not characters.',
        });
      }
      expectEqual(
        `what readLine returns where ${rest === '' ? 'the log ends' : `only ${showValue(rest)} is left`}`,
        read.nexts[lines.length],
        -1,
        {
          look: 'Without a newline there is no line yet: the rest of it comes with the next piece of the log.',
        },
      );
      if (lines.length > 0) {
        expectEqual('the line object after readLine found no further line', read.last, lines.at(-1), {
          look: 'When there is no whole line, leave the object as it was.',
        });
      }
    },
    {
      show: ({ lines, rest, before }) =>
        `${showValue(`${logOf(lines)}${rest}`)}${before === 0 ? '' : ` (in a view that begins at byte ${before} of its memory)`}`,
    },
  );
});

/** Of the naive version's garbage. One text a line is a tenth of it; nothing at all, or one number now and then, is below. */
const mostOfLine = 0.05;
const logCount = 4;
const linesInLog = 60;
const passes = 20;

requirement('lean-lines', async ({ module, random }) => {
  const link = await module.open();
  const logs = Array.from({ length: logCount }, () => randomLines(random, linesInLog));
  const what = `reading ${logCount} logs of ${linesInLog} lines again and again`;
  const measure = () =>
    ask<LineGarbage>(
      link,
      'lines.garbage',
      { logs: logs.map(logOf), lines: logCount * linesInLog, passes },
      { what },
    );
  let garbage = await measure();
  // Code that is optimized late is given time to get warm.
  for (let again = 0; again < 2 && garbage.learned > garbage.naive * mostOfLine; again++)
    garbage = await measure();
  const { digests, learned, naive } = garbage;
  expectThat(
    digests.every((digest, at) => digest === digestOf(logs[at] ?? [])),
    {
      expected: 'each line to be read right, also when other bytes stood at its place before',
      saw: 'other values',
      look: 'What do you remember from one call to the next, and does it still hold?',
    },
  );
  expectThat(learned <= naive * mostOfLine, {
    expected: `readLine to make at most ${tellBytes(naive * mostOfLine)} bytes of garbage a line, ${mostOfLine * 100} % of the ${tellBytes(naive)} that the naive version makes in the same process`,
    saw: `${tellBytes(learned)} bytes a line, ${((learned / naive) * 100).toFixed(0)} %`,
    look: 'What does one call make that was not there before: a text, an array, a view (subarray), a match, a closure?',
  });
});
