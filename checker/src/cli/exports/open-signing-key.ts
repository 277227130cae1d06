import { resolve } from 'node:path';
import { CheckerError } from '../../errors.ts';
import type { Key } from '../../integrity/read-key.ts';
import type { Context } from '../context.ts';

/** The key to sign with, read before anything is judged: a judging whose report cannot be signed would be for nothing. */
export async function openSigningKey(
  { cwd, stderr }: Context,
  file: string,
  { json }: { readonly json: boolean },
): Promise<Key> {
  if (!json)
    throw new CheckerError('USAGE', '--sign says with which key, and not where the report goes', {
      hint: 'Add --json: the signed report is then printed instead of the plain one.',
    });
  const { isReadByOthers, readPrivateKey } = await import('../../integrity/read-key.ts');
  const key = await readPrivateKey(resolve(cwd, file));
  if (isReadByOthers(resolve(cwd, file)))
    stderr.write(`checker: others than its owner may read ${file}; \`chmod 600 ${file}\` changes that\n`);
  return key;
}
