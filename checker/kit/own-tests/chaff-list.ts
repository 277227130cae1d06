import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { CheckerError } from '../../src/errors.ts';

export interface Chaff {
  readonly slug: string;
  /** What it does wrong, in the words of the contract: told to a learner whose tests miss it. */
  readonly behaviour: string;
  /** The export that is wrong, where it is one: tests that name it run first, since they find it soonest. */
  readonly concerns: string | null;
  /** Absolute path of its module. */
  readonly file: string;
}

const listSchema = z
  .array(
    z.strictObject({
      slug: z.string().regex(/^[a-z0-9-]+$/),
      behaviour: z.string().min(10),
      concerns: z
        .string()
        .regex(/^[A-Za-z_$][\w$]*$/)
        .optional(),
    }),
  )
  .min(1);

/** The buggy implementations of an exercise, in the order of `hidden/chaffs.yaml`. */
export function readChaffs(hidden: string): readonly Chaff[] {
  const path = join(hidden, 'chaffs.yaml');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw wrong(path, 'there is no list of chaffs', cause);
  }
  const list = listSchema.safeParse(parseYaml(path, text));
  if (!list.success) throw wrong(path, z.prettifyError(list.error), list.error);
  return list.data.map(({ slug, behaviour, concerns = null }) => {
    const file = join(hidden, 'chaffs', `${slug}.ts`);
    if (!existsSync(file))
      throw wrong(path, `${slug} stands in the list, but chaffs/${slug}.ts is not there`);
    return { slug, behaviour, concerns, file };
  });
}

function parseYaml(path: string, text: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    throw wrong(path, cause instanceof Error ? cause.message : 'it is not YAML', cause);
  }
}

function wrong(path: string, what: string, cause?: unknown): CheckerError {
  return new CheckerError('MANIFEST_INVALID', `${path}: ${what}`, {
    hint: 'It is a list of `- slug: …` with `behaviour: …` and, or not, `concerns: …`; docs/author/static-requirements.md describes it.',
    cause,
  });
}
