import { expect, test } from 'vitest';
import { createLogLine, readLine } from '../src/index.ts';

test('a line is read into the object that was given', () => {
  const log = Buffer.from('07:35:25.123 WARN 503 8123 /tasks/42\n');
  const line = createLogLine();

  expect(readLine(log, 0, line)).toBe(log.length);
  expect(line).toMatchObject({ level: 'WARN', status: 503, micros: 8123 });
  expect(log.toString('utf8', line.pathStart, line.pathEnd)).toBe('/tasks/42');
});
