import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Isolation } from '../box/box.ts';
import { CheckerError } from '../errors.ts';
import { loadAttacks } from '../judge/prove/hostile/load-attacks.ts';
import { corpusIn, proveHostile } from '../judge/prove/hostile/prove-hostile.ts';
import { renderHostile } from '../report/hostile.ts';
import { repository } from '../repository.ts';
import type { Context, ExitCode } from './context.ts';
import { isolationsHere } from './isolation-option.ts';

/** `prove --hostile`: exit code 1 where something got through that is said to be held. */
export async function proveWalls(
  context: Context,
  exercises: readonly string[],
  options: {
    readonly isolation: string | undefined;
    readonly only: readonly string[];
    readonly json: boolean;
  },
): Promise<ExitCode> {
  const slugs = loadAttacks(join(corpusIn(repository), 'attacks')).map(({ slug }) => slug);
  const unknown = [...options.only.filter((each) => !slugs.includes(each)), ...exercises][0];
  if (unknown !== undefined) {
    throw new CheckerError('USAGE', `there is no attack ${unknown}`, {
      hint: `Name one by --only; they are the folders of checker/hostile/attacks.`,
    });
  }
  const wish = options.isolation ?? 'auto';
  const isolations = wish === 'auto' ? await isolationsHere(context) : [wish as Isolation];
  const proof = await proveHostile({
    repository,
    node: context.nodePath,
    path: context.env.PATH ?? '',
    temporary: tmpdir(),
    boxImage: context.env.CHECKER_BOX_IMAGE || undefined,
    isolations,
    only: options.only,
    signal: context.signal,
    onNews: (news, done, total) => context.stderr.write(`${done + 1} of ${total}, ${news}\n`),
  });
  context.stdout.write(
    options.json
      ? `${JSON.stringify(proof, null, 2)}\n`
      : renderHostile(proof, { ...context, verbose: false }),
  );
  if (proof.interrupted) return 130;
  return proof.holes.length === 0 ? 0 : 1;
}
