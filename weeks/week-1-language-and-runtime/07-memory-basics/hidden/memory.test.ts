import { expectThat, type Random, requirement } from 'checker/kit';
import { answerWithin, expectGroups } from './answers.ts';

const heapMiB = 64;
const mebibyte = 2 ** 20;

/** Half as large again as the heap: lines, rows or the text of it do not fit, and a Buffer of it shows. */
const fileMiB = 96;
/**
 * How much of the file may be in memory at once, Buffers included. Reading in pieces of 64 KiB takes some 15 MiB beyond
 * those of the start, in pieces of 256 KiB some 25; the whole file takes more than its 96.
 */
const mostOfTheFile = 2 / 3;

requirement('bounded-memory', async ({ module, files, random }) => {
  const block = logBlock(random);
  files.writePieces('big.log', Array<Buffer>(fileMiB).fill(block.bytes));
  const size = fileMiB * block.bytes.length;
  const link = await module.open({ heapMiB });
  const before = await link.call('resident before', undefined, { transcript: false });
  const look = 'What do you still hold of the first line when you read the last one? Buffers count as well.';
  const outcome = await link.call('groupLog', { path: 'big.log' }, { patienceMs: 25_000, transcript: false });
  const after = link.peakMemoryBytes();
  const what = `groupLog to resolve for a file of ${fileMiB} MiB in a process with a heap of ${heapMiB} MiB`;
  expectGroups(
    await answerWithin(link, outcome, { what, look, heapMiB }),
    new Map(
      [...block.groups].map(([service, { lines, bytes }]) => [
        service,
        { lines: lines * fileMiB, bytes: bytes * fileMiB },
      ]),
    ),
    look,
  );
  if (before.ok !== true || after === null) return;
  const grown = after - (before.value as number);
  expectThat(grown < mostOfTheFile * size, {
    look,
    promise: 'Neither the heap nor the memory outside of it ever holds the file.',
    expected: `the process to grow by less than two thirds of the file, which has ${fileMiB} MiB`,
    saw: `it grew by ${Math.round(grown / mebibyte)} MiB, Buffers included`,
  });
});

/** A mebibyte of log, in lines of some 130 bytes. Services have short names: nothing keeps a line alive by accident. */
function logBlock(random: Random) {
  const services = Array.from({ length: 40 }, () => random.word(6));
  const groups = new Map<string, { lines: number; bytes: number }>();
  const filler = `${random.word(40)} ${random.word(40)}`;
  let text = '';
  while (text.length < mebibyte) {
    const service = random.pick(services);
    const bytes = random.integer(0, 99_999);
    const group = groups.get(service) ?? { lines: 0, bytes: 0 };
    groups.set(service, { lines: group.lines + 1, bytes: group.bytes + bytes });
    text += `${service}\t${bytes}\tGET /${random.word(8)} ${filler} 200\n`;
  }
  return { bytes: Buffer.from(text), groups };
}

/** A line is as long as the pieces that streams read, so that no two services stand in one piece. */
const messageBytes = 64 * 1024;
const services = 1280;

requirement('many-groups', async ({ module, files, random }) => {
  const names = Array.from({ length: services }, (_, at) => `service-of-${random.word(12)}-${at}`);
  const message = Buffer.from(`${'x'.repeat(messageBytes)}\n`);
  files.writePieces(
    'many.log',
    names.flatMap((name, at) => [Buffer.from(`${name}\t${at}\t`), message]),
  );
  const link = await module.open({ heapMiB });
  const look =
    'A piece of a string may be no copy but a view, and a view keeps the whole string alive. Which strings does your Map hold?';
  const outcome = await link.call(
    'groupLog',
    { path: 'many.log' },
    { patienceMs: 25_000, transcript: false },
  );
  const what = `groupLog to resolve for ${services} services in a file of ${Math.round((services * messageBytes) / mebibyte)} MiB, in a process with a heap of ${heapMiB} MiB`;
  expectGroups(
    await answerWithin(link, outcome, { what, look, heapMiB }),
    new Map(names.map((name, at) => [name, { lines: 1, bytes: at }])),
    look,
  );
});
