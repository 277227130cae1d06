import { expect, test } from 'vitest';
import { takePen } from '../pen.ts';
import { renderList, wholeStory } from './list.ts';

const pen = takePen({ columns: 80, color: false, verbose: false, unicode: true });

test('when, who, what, and where the promise broke', () => {
  const events = [
    { atMs: 0, lane: 'judge', event: 'started two programs' },
    { atMs: 12.4, lane: 'writer-1', event: 'printed 1' },
    { atMs: 1012, lane: 'writer-2', event: 'printed 1', broken: true },
  ];
  expect(renderList({ trace: events }, pen, wholeStory)).toEqual([
    '        at 0 ms  judge     started two programs',
    '       at 12 ms  writer-1  printed 1',
    '    at 1,012 ms  writer-2  printed 1 ✗ here the promise broke',
  ]);
});

test('a long trace keeps its beginning, what led to the break, and says how to see the rest', () => {
  const events = Array.from({ length: 60 }, (_, index) => ({
    atMs: index,
    lane: 'judge',
    event: `event ${index}`,
    ...(index === 40 ? { broken: true } : {}),
  }));
  const lines = renderList({ trace: events }, pen, wholeStory);
  expect(lines.filter((line) => line.trimStart().startsWith('…'))).toEqual([
    '    …',
    '    … (-v shows all 60 events)',
  ]);
  expect(lines.map((line) => /event \d+/.exec(line)?.[0]).filter(Boolean)).toEqual(
    [0, 1, 2, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42].map((index) => `event ${index}`),
  );
  expect(renderList({ trace: events }, { ...pen, verbose: true }, wholeStory)).toHaveLength(60);
});
