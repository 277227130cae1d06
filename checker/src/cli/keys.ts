import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CheckerError } from '../errors.ts';
import { makeKeyPair } from '../integrity/key-pair.ts';
import { readPublicKey } from '../integrity/read-key.ts';
import { defineCommand } from './command.ts';

export const keys = defineCommand({
  arguments: {
    action: { kind: 'required', summary: 'new' },
    file: { kind: 'required', summary: 'where the private key goes; the public one goes beside it' },
  },
  options: {},
  description:
    'Makes an Ed25519 pair in PEM: the private key, which signs reports and only you may read, and beside it the public one, which verifies them and is for everybody. Never overwrites a file.',
  examples: [['keys new grading.pem', 'makes grading.pem and grading.pub.pem']],
  async run({ cwd, stdout }, { action, file }) {
    if (action !== 'new')
      throw new CheckerError('USAGE', `keys does not know "${action}"`, {
        hint: 'It knows `keys new <file>`.',
      });
    const privateFile = resolve(cwd, file);
    const publicFile = `${privateFile.replace(/\.pem$/, '')}.pub.pem`;
    const pair = makeKeyPair();
    for (const taken of [privateFile, publicFile]) if (existsSync(taken)) throw exists(taken);
    mkdirSync(dirname(privateFile), { recursive: true });
    writeNew(privateFile, pair.privatePem, 0o600);
    writeNew(publicFile, pair.publicPem, 0o644);
    const { id } = await readPublicKey(publicFile);
    stdout.write(`private  ${privateFile}\npublic   ${publicFile}\nkey id   ${id}\n`);
    return 0;
  },
});

/** `wx`: also where somebody else makes it at this moment, nothing is overwritten, and no link is followed. */
function writeNew(file: string, pem: string, mode: number): void {
  try {
    writeFileSync(file, pem, { mode, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw exists(file);
    throw error;
  }
}

function exists(file: string): CheckerError {
  return new CheckerError('KEY_EXISTS', `there is a file at ${file} already`, {
    hint: 'Name another one. What was signed with the old key can be verified with the old key only.',
  });
}
