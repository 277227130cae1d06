import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Exercise } from '../course/course.ts';
import { findExercise } from '../course/find-exercise.ts';
import { CheckerError } from '../errors.ts';
import type { Proof } from '../judge/prove/proof.ts';
import { type ProveOptions, proveExercise } from '../judge/prove/prove-exercise.ts';
import { renderProof } from '../report/proof.ts';
import { defineCommand } from './command.ts';
import { isolationFor, isolationOption } from './isolation-option.ts';
import { openCourse } from './open.ts';
import { openJudgeHere, openServicesHere } from './open-judge.ts';

export const prove = defineCommand({
  arguments: { exercises: { kind: 'many', summary: 'the exercises; by default all' } },
  options: {
    repeat: {
      kind: 'integer',
      placeholder: 'times',
      min: 1,
      max: 1000,
      summary: 'judge everything so many times, each with another seed, and list verdicts that change',
    },
    quick: { kind: 'flag', summary: 'judge each mutant by the requirements that it names alone' },
    mutant: { kind: 'list', placeholder: 'slug', summary: 'judge this mutant alone; may be repeated' },
    draw: {
      kind: 'integer',
      placeholder: 'number',
      min: 1,
      max: 1000,
      summary: 'judge so many mutants of each requirement, drawn by the seed',
    },
    right: {
      kind: 'flag',
      summary: 'judge the right solutions and the starter alone, no mutants: fast enough for many repeats',
    },
    seed: {
      kind: 'integer',
      placeholder: 'number',
      min: 0,
      max: 2 ** 32 - 1,
      summary: 'repeat an earlier proof',
    },
    isolation: { ...isolationOption, summary: 'judge within these walls; by default `process`' },
    hostile: {
      kind: 'flag',
      summary:
        'judge hostile submissions instead, behind all the walls that this machine has, or those of --isolation',
    },
    only: {
      kind: 'list',
      placeholder: 'attack',
      summary: 'with --hostile: this attack alone; may be repeated',
    },
    json: { kind: 'flag', summary: 'print what was found as JSON: an object for one exercise, else a list' },
  },
  description:
    'Every right solution must pass everything, every mutant must fail exactly what its header says, and the starter must be given nothing. Exit code 1: there is a hole or a flake.',
  examples: [
    ['prove task-cli', 'prove one exercise'],
    ['prove task-cli --repeat 20', 'look for flakes'],
    ['prove task-cli --right --repeat 50', 'look for right solutions that fail now and then'],
    ['prove rest-api --quick --draw 1', 'see each hidden test fail once'],
    ['prove --quick --json', 'all exercises, for CI'],
    ['prove --hostile', 'see what the walls hold'],
  ],
  async run(context, { exercises: names }, options) {
    if (options.hostile) {
      const { proveWalls } = await import('./prove-walls.ts');
      return proveWalls(context, names, options);
    }
    const course = await openCourse(context);
    const exercises = names.length === 0 ? course.exercises : names.map((name) => findExercise(course, name));
    const seed = options.seed ?? randomInt(2 ** 32);
    const mutants = chooseMutants(options, exercises);
    const proofs: Proof[] = [];
    // A mutant that is judged by what it names keeps one core busy; a whole judging keeps them all.
    await using services = openServicesHere(context);
    const isolation = await isolationFor(context, options.isolation ?? 'process', 'strangers');
    await using first = await openJudgeHere(context, services, isolation);
    await using second =
      options.quick && availableParallelism() > 1 ? await openJudgeHere(context, services, isolation) : null;
    const judges: ProveOptions['judges'] = second === null ? [first] : [first, second];
    for (const exercise of exercises) {
      const proof = await proveExercise({
        judges,
        exercise,
        seed,
        repeats: options.repeat ?? 1,
        quick: options.quick,
        mutants,
        signal: context.signal,
        onSubject: ({ name }, done, total) =>
          context.stderr.write(`proving ${exercise.id}: ${done + 1} of ${total}, ${name}\n`),
      });
      proofs.push(proof);
      if (!options.json) context.stdout.write(renderProof(proof, { ...context, verbose: false }));
    }
    if (options.json) {
      context.stdout.write(`${JSON.stringify(names.length === 1 ? proofs[0] : proofs, null, 2)}\n`);
    }
    return proofs.some(({ holes, flakes }) => holes.length > 0 || flakes.length > 0) ? 1 : 0;
  },
});

function chooseMutants(
  {
    right,
    draw,
    mutant: named,
  }: { readonly right: boolean; readonly draw: number | undefined; readonly mutant: readonly string[] },
  exercises: readonly Exercise[],
): ProveOptions['mutants'] {
  const given = [right && '--right', draw !== undefined && '--draw', named.length > 0 && '--mutant'].filter(
    (each) => each !== false,
  );
  if (given.length > 1) {
    throw new CheckerError('USAGE', `${given.join(' and ')} each say which mutants to judge`, {
      hint: 'Give one of them.',
    });
  }
  const unknown = named.find((slug) => !exercises.some(({ solutions }) => hasMutant(solutions, slug)));
  if (unknown !== undefined) {
    throw new CheckerError('USAGE', `there is no mutant ${unknown}`, {
      hint: `Mutants are the patches in ${exercises.map(({ id }) => `the solutions of ${id}`).join(' and ')}, named without .patch.`,
    });
  }
  if (right) return 'none';
  if (draw !== undefined) return { drawn: draw };
  return named.length === 0 ? 'all' : { named };
}

function hasMutant(solutions: string, slug: string): boolean {
  return existsSync(join(solutions, 'mutants', `${slug}.patch`));
}
