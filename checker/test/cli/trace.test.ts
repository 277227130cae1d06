import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recordAttempt } from '../../src/progress/record.ts';
import { crowdedPool } from '../../src/report/samples/traces.ts';
import { renderTimelineSvg } from '../../src/report/timeline/svg/render.ts';
import type { TraceFile } from '../../src/report/trace-file.ts';
import { expectGolden } from '../golden.ts';
import { copyCourse } from '../temp-folder.ts';
import { runChecker, tellScreen } from './run-checker.ts';

const hidden = `
import { expectThat, requirement } from 'checker/kit';

requirement('greets', async ({ program, trace }) => {
  const lanes = ['first', 'second'];
  const runs = await Promise.all(lanes.map((lane) => program.run([lane], { lane })));
  trace.mark('second', 'was to say hello', { broken: true });
  expectThat(runs[1]?.stdout === 'hello second\\n', { expected: 'hello', saw: 'no hello', look: 'At it.' });
});
requirement('rejects-no-name', async ({ program }) => {
  const { code } = await program.run([]);
  expectThat(code === 2, { expected: 'exit code 2', saw: 'another', look: 'At it.' });
});
requirement('greets-many', () => {});
`;

/** A course in which `greets` fails, if the starter is judged, with a timeline. */
function courseWithTimeline(): string {
  const root = copyCourse();
  writeFileSync(join(root, 'weeks/week-1-first-steps/01-greet/hidden/greet.test.ts'), hidden);
  return root;
}

const kept: TraceFile = {
  format: 'backend-workbook-trace',
  version: 1,
  exercise: 'greet',
  requirement: 'greets',
  recordedAt: '2026-03-01T10:00:00.000Z',
  seed: 7,
  snapshot: 'abc',
  promise: 'Never more than two at once.',
  expected: 'at most 2 tasks at once',
  saw: '3 tasks at once',
  ...crowdedPool,
};

async function recorded(last: 'passed' | 'failed'): Promise<string> {
  const root = copyCourse();
  await runChecker(root, ['start', 'greet']);
  const part = { promise: '', did: [], expected: '', saw: '', look: '', places: [], trace: [], limits: [] };
  const verdict = last === 'passed' ? { kind: last } : { kind: last, observation: part };
  await recordAttempt(root, {
    exercise: 'greet',
    at: new Date('2026-03-01T10:00:00Z'),
    results: [{ slug: 'greets', verdict }],
    points: null,
    digest: 'd',
  });
  mkdirSync(join(root, 'workspace/.checker/traces/greet'), { recursive: true });
  writeFileSync(join(root, 'workspace/.checker/traces/greet/greets.json'), JSON.stringify(kept));
  writeFileSync(join(root, 'workspace/.checker/traces/greet/greets.svg'), renderTimelineSvg(kept));
  return root;
}

describe('a check', () => {
  test('keeps the timeline of a failure, says where its picture is, and trace shows it again', async () => {
    const root = courseWithTimeline();
    await runChecker(root, ['start', 'greet']);
    const screen = await runChecker(root, ['check', 'greet']);
    expect(screen.code).toBe(1);
    expect(screen.stdout).toMatch(/^ {4}first +├[─┄]+┤?/m);
    expect(screen.stdout).toContain('  Picture:  workspace/.checker/traces/greet/greets.svg\n');
    const folder = join(root, 'workspace/.checker/traces/greet');
    expect(readdirSync(folder).sort()).toEqual(['greets.json', 'greets.svg']);
    expect(readFileSync(join(folder, 'greets.svg'), 'utf8')).toMatch(
      /^<svg [\s\S]*was to say hello[\s\S]*<\/svg>\n$/,
    );

    const drawing = (text: string) => /What happened when:\n([\s\S]*?)\n\n/.exec(text)?.[1];
    const again = await runChecker(root, ['trace']);
    expect(again.code).toBe(0);
    expect(drawing(again.stdout)).toBe(drawing(screen.stdout));
    const json = await runChecker(root, ['trace', 'greet', 'greets', '--json']);
    expect(JSON.parse(json.stdout)).toEqual(JSON.parse(readFileSync(join(folder, 'greets.json'), 'utf8')));
  });

  test('that cannot keep a timeline says so, and reports all the same', async () => {
    const root = courseWithTimeline();
    await runChecker(root, ['start', 'greet']);
    writeFileSync(join(root, 'workspace/.checker/traces'), 'in the way');
    const { code, stdout, stderr } = await runChecker(root, ['check', 'greet', '--only', 'greets']);
    expect(code).toBe(1);
    expect(stdout).toContain('here the promise broke');
    expect(stdout).not.toContain('Picture');
    expect(stderr).toContain('checker: the timelines of this check could not be kept: ');
  });

  test('of another folder keeps nothing, but where --traces says', async () => {
    const root = courseWithTimeline();
    const starter = 'weeks/week-1-first-steps/01-greet/starter';
    const silent = await runChecker(root, ['check', 'greet', '--submission', starter, '--only', 'greets']);
    expect(silent.stdout).toContain('What happened when');
    expect(silent.stdout).not.toContain('Picture');
    expect(existsSync(join(root, 'workspace'))).toBe(false);
    const args = ['check', 'greet', '--submission', starter, '--traces', 'out', '--json'];
    const { requirements } = JSON.parse((await runChecker(root, args)).stdout);
    expect(requirements[0]).toMatchObject({ slug: 'greets', picture: 'out/greets.svg' });
    expect(requirements[1]).not.toHaveProperty('picture');
    expect(readdirSync(join(root, 'out')).sort()).toEqual(['greets.json', 'greets.svg']);
    expect(existsSync(join(root, 'workspace'))).toBe(false);
  });
});

describe('trace', () => {
  test('draws what was recorded, in 80 and 40 columns', async () => {
    const root = await recorded('failed');
    for (const columns of [80, 40]) {
      const screen = await runChecker(root, ['trace', 'greet', 'greets'], { columns });
      for (const line of screen.stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(columns);
      expectGolden(`cli/trace${columns === 40 ? '-40' : ''}.txt`, tellScreen(screen, root));
    }
  });

  test('plain, by the flag, the variable or a dumb terminal: a list', async () => {
    const root = await recorded('failed');
    const flag = await runChecker(root, ['trace', '--plain']);
    expectGolden('cli/trace-plain.txt', tellScreen(flag, root));
    for (const env of [{ CHECKER_PLAIN: '1' }, { TERM: 'dumb' }]) {
      expect(await runChecker(root, ['trace'], { env })).toEqual(flag);
    }
  });

  test('writes the picture where it is asked for', async () => {
    const root = await recorded('failed');
    const { stdout } = await runChecker(root, ['trace', 'greet', 'greets', '--svg', 'mine.svg']);
    expect(stdout).toContain('Picture:  mine.svg');
    expect(readFileSync(join(root, 'mine.svg'), 'utf8')).toContain('<title id="greets-title">');
  });

  test('of what passed since says so, and only when it is named', async () => {
    const root = await recorded('passed');
    const { stdout } = await runChecker(root, ['trace', 'greet', 'greets']);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'It passed when it was judged last: this is from before.',
    );
    expectGolden('cli/trace-earlier.txt', tellScreen(await runChecker(root, ['trace']), root));
  });

  test('says clearly that there is none, or that it is damaged', async () => {
    const root = await recorded('failed');
    expectGolden(
      'cli/trace-none.txt',
      tellScreen(await runChecker(root, ['trace', 'greet', 'greets-many']), root),
    );
    expectGolden('cli/trace-none-failing.txt', tellScreen(await runChecker(root, ['trace', 'shout']), root));
    writeFileSync(join(root, 'workspace/.checker/traces/greet/greets.json'), '{');
    expectGolden('cli/trace-damaged.txt', tellScreen(await runChecker(root, ['trace']), root));
  });
});
