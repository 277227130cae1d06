import { describe, expect, test } from 'vitest';
import type { Exercise } from '../../course/course.ts';
import { exerciseSchema } from '../../course/manifest.ts';
import type { JudgeResult, Verdict } from '../verdict.ts';
import { drawConclusions, type Judged, type Subject } from './draw-conclusions.ts';
import type { Mutant } from './mutant.ts';
import type { Proof } from './proof.ts';

const slugs = ['adds', 'lists', 'compiles'];
const passed: Verdict = { kind: 'passed' };
const failed: Verdict = {
  kind: 'failed',
  observation: {
    promise: '',
    did: [],
    expected: '"a"',
    saw: '"b"',
    look: '',
    places: [],
    trace: [],
    limits: [],
  },
};
const inconclusive: Verdict = { kind: 'inconclusive', cause: 'a crash of ours', hint: '' };
const notRun: Verdict = { kind: 'not-run', reason: 'no strace', hint: '' };
const blocked: Verdict = { kind: 'blocked', by: 'adds' };

const drops = mutantOf('drops', 'adds');
const hides = mutantOf('hides', 'lists');
const breaks = mutantOf('breaks', 'compiles');
const mutants = [drops, hides, breaks];

const sound: readonly Judged[] = [
  judged('starter', { adds: failed, lists: failed }),
  judged('reference', {}),
  judged('variant', {}),
  judged(drops, { adds: failed }),
  judged(hides, { lists: failed }),
  judged(breaks, { compiles: failed }),
];

test('a sound exercise has no hole, and its figures say so', () => {
  expect(conclude(sound)).toEqual({
    exercise: 'trial',
    requirements: 3,
    mutants: { total: 3, killed: 3, precise: 3, left: 0 },
    variants: { total: 1, passed: 1 },
    starter: { passed: ['compiles'], allowed: ['compiles'] },
    matrix: [
      { mutant: 'drops', idea: 'drops it', requirement: 'adds', killed: true, failed: ['adds'] },
      { mutant: 'hides', idea: 'hides it', requirement: 'lists', killed: true, failed: ['lists'] },
      { mutant: 'breaks', idea: 'breaks it', requirement: 'compiles', killed: true, failed: ['compiles'] },
    ],
    holes: [],
    flakes: [],
    unjudged: [],
    repeats: 1,
    seed: 7,
    durationMs: 99,
  });
});

describe('holes', () => {
  test('the reference fails a requirement', () => {
    const { holes } = conclude(replaced(judged('reference', { lists: failed })));
    expect(holes).toEqual([
      { kind: 'reference-fails', subject: 'reference', slug: 'lists', saw: 'failed: expected "a"; saw "b"' },
    ]);
  });

  test('a variant fails or is blocked', () => {
    const { holes, variants } = conclude(replaced(judged('variant', { adds: failed, lists: blocked })));
    expect(holes.map(({ kind, subject, slug, saw }) => [kind, subject, slug, saw])).toEqual([
      ['variant-fails', 'variant other', 'adds', 'failed: expected "a"; saw "b"'],
      ['variant-fails', 'variant other', 'lists', 'blocked by adds'],
    ]);
    expect(variants).toEqual({ total: 1, passed: 0 });
  });

  test.each<[string, Verdict, string]>([
    ['passes', passed, 'passed'],
    ['is blocked, so that another requirement caught it', blocked, 'blocked by adds'],
  ])('a mutant survives when what it names %s', (_, verdict, saw) => {
    const { holes, mutants: figures, matrix } = conclude(replaced(judged(hides, { lists: verdict })));
    expect(holes).toEqual([{ kind: 'mutant-survives', subject: 'mutant hides', slug: 'lists', saw }]);
    expect(figures).toEqual({ total: 3, killed: 2, precise: 2, left: 0 });
    expect(matrix[1]).toMatchObject({ mutant: 'hides', killed: false, failed: [] });
  });

  test('a mutant that names no requirement of the manifest survives', () => {
    const lost = mutantOf('lost', 'no-such');
    const { holes } = conclude([...sound, judged(lost, {})], { mutants: [...mutants, lost] });
    expect(holes).toEqual([
      {
        kind: 'mutant-survives',
        subject: 'mutant lost',
        slug: 'no-such',
        saw: 'the manifest has no such requirement',
      },
    ]);
  });

  test('a mutant fails more than it says', () => {
    const { holes, mutants: figures } = conclude(replaced(judged(drops, { adds: failed, lists: failed })));
    expect(holes).toEqual([
      {
        kind: 'mutant-imprecise',
        subject: 'mutant drops',
        slug: 'lists',
        saw: 'failed, and its Also: line does not list it: failed: expected "a"; saw "b"',
      },
    ]);
    expect(figures).toEqual({ total: 3, killed: 3, precise: 2, left: 0 });
  });

  test('a mutant does not fail what its Also: line lists; what it lists and fails is fine', () => {
    const both = mutantOf('drops', 'adds', ['lists', 'compiles']);
    const { holes } = conclude(replaced(judged(both, { adds: failed, lists: failed })));
    expect(holes).toEqual([
      {
        kind: 'mutant-imprecise',
        subject: 'mutant drops',
        slug: 'compiles',
        saw: 'listed as Also:, but passed',
      },
    ]);
  });

  test('what a mutant only blocks need not be listed', () => {
    expect(conclude(replaced(judged(drops, { adds: failed, lists: blocked }))).holes).toEqual([]);
  });

  test('a requirement has no mutant', () => {
    const { holes } = conclude(sound.slice(0, -1), { mutants: [drops, hides] });
    expect(holes).toEqual([
      { kind: 'no-mutant', subject: 'compiles', slug: 'compiles', saw: 'no mutant names it' },
    ]);
  });

  test('the starter passes what it should not', () => {
    const { holes, starter } = conclude(replaced(judged('starter', { adds: failed })));
    expect(starter.passed).toEqual(['lists', 'compiles']);
    expect(holes).toEqual([{ kind: 'starter-passes', subject: 'starter', slug: 'lists', saw: 'passed' }]);
  });

  test.each<[string, Judged]>([
    ['starter', judged('starter', { adds: failed, lists: inconclusive })],
    ['reference', judged('reference', { lists: inconclusive })],
    ['variant other', judged('variant', { lists: inconclusive })],
  ])('nothing may stay undecided: %s', (subject, one) => {
    const { holes } = conclude(replaced(one));
    expect(holes).toEqual([
      { kind: 'inconclusive', subject, slug: 'lists', saw: 'inconclusive: a crash of ours' },
    ]);
  });

  test('a mutant whose own requirement stays undecided is not killed', () => {
    const { holes, mutants: figures } = conclude(replaced(judged(hides, { lists: inconclusive })));
    expect(holes.map(({ kind }) => kind)).toEqual(['mutant-survives', 'inconclusive']);
    expect(figures.killed).toBe(2);
  });
});

test('what this machine cannot judge is said, and is nobody’s hole', () => {
  const everywhere = sound.map(({ subject, result }) => ({
    subject,
    result: {
      ...result,
      results: result.results.map((each) => (each.slug === 'lists' ? { ...each, verdict: notRun } : each)),
    },
  }));
  const proof = conclude(everywhere);
  expect(proof.holes).toEqual([]);
  expect(proof.unjudged).toEqual([{ slug: 'lists', reason: 'no strace' }]);
});

test('quick: precision stays unknown, since only what a mutant names was judged', () => {
  const proof = conclude(
    sound
      .slice(0, 3)
      .concat(only(drops, 'adds', failed), only(hides, 'lists', failed), only(breaks, 'compiles', failed)),
    { quick: true },
  );
  expect(proof.mutants).toEqual({ total: 3, killed: 3, precise: null, left: 0 });
  expect(proof.holes).toEqual([]);
  expect(conclude(replaced(only(drops, 'adds', passed)), { quick: true }).holes).toMatchObject([
    { kind: 'mutant-survives', subject: 'mutant drops' },
  ]);
});

describe('repeats', () => {
  test('a verdict that changes is a flake, with the seeds that show it', () => {
    const proof = conclude([
      ...sound,
      judged('reference', {}, 50),
      judged(hides, { lists: failed, adds: failed }, 50),
    ]);
    expect(proof.flakes).toEqual([
      { subject: 'mutant hides', slug: 'adds', verdicts: ['passed', 'failed'], seeds: [1, 51] },
    ]);
  });

  test('a mutant counts as killed only if it was every time, and a variant as passed likewise', () => {
    const proof = conclude([...sound, judged(hides, {}, 50), judged('variant', { adds: failed }, 50)]);
    expect(proof.mutants.killed).toBe(2);
    expect(proof.variants.passed).toBe(0);
    expect(proof.flakes).toHaveLength(2);
  });

  test('a hole that every repeat shows is told once', () => {
    const twice = replaced(judged('reference', { lists: failed })).flatMap((one) => [one, one]);
    expect(conclude(twice).holes).toHaveLength(1);
  });
});

function conclude(
  all: readonly Judged[],
  more: { readonly mutants?: readonly Mutant[]; readonly quick?: boolean } = {},
): Proof {
  return drawConclusions(exercise, more.mutants ?? mutants, all, {
    quick: more.quick ?? false,
    repeats: 1,
    seed: 7,
    durationMs: 99,
  });
}

/** The sound exercise with one subject judged otherwise. */
function replaced(one: Judged): Judged[] {
  return sound.map((each) => (each.subject.name === one.subject.name ? one : each));
}

function judged(
  who: 'starter' | 'reference' | 'variant' | Mutant,
  verdicts: Record<string, Verdict>,
  seed = 0,
): Judged {
  return { subject: subjectOf(who), result: resultOf(slugs, verdicts, seed) };
}

function only(mutant: Mutant, slug: string, verdict: Verdict): Judged {
  return { subject: subjectOf(mutant), result: resultOf([slug], { [slug]: verdict }, 0) };
}

function subjectOf(who: 'starter' | 'reference' | 'variant' | Mutant): Subject {
  if (typeof who === 'object') return { kind: 'mutant', name: `mutant ${who.slug}`, folder: '', mutant: who };
  return { kind: who, name: who === 'variant' ? 'variant other' : who, folder: '' };
}

function resultOf(
  judgedSlugs: readonly string[],
  verdicts: Record<string, Verdict>,
  seed: number,
): JudgeResult {
  return {
    exercise: 'trial',
    results: judgedSlugs.map((slug) => ({
      slug,
      verdict: verdicts[slug] ?? passed,
      durationMs: 1,
      seed: seed + 1,
    })),
    seed,
    startedAt: '',
    durationMs: 1,
    interrupted: false,
    ownTests: '',
    provenance: {
      snapshot: '',
      course: '',
      checker: '',
      node: '',
      checkerDigest: '',
      services: [],
      isolation: 'process',
      weaknesses: [],
    },
  };
}

function mutantOf(slug: string, requirement: string, also: readonly string[] = []): Mutant {
  return { slug, file: `${slug}.patch`, requirement, also, idea: `${slug} it`, patch: '' };
}

const exercise: Exercise = {
  id: 'trial',
  week: 1,
  folder: '',
  solutions: '',
  suites: [],
  manifest: exerciseSchema.parse({
    id: 'trial',
    title: 'Trial',
    summary: 'An exercise with three promises.',
    kind: 'program',
    entry: 'src/main.ts',
    points: { core: 3, stretch: 0 },
    starterPasses: ['compiles', 'layers'],
    requirements: slugs.map((slug) => ({
      slug,
      sentence: `Keeps ${slug}.`,
      points: 1,
      hints: ['There is nothing.', 'Still nothing.'],
    })),
  }),
};
