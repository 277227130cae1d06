import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import { findTool } from '../box/identity.ts';
import { makeKeyPair } from './key-pair.ts';
import { isReadByOthers, readPrivateKey, readPublicKey } from './read-key.ts';

function layOut() {
  const folder = tempFolder();
  const pair = makeKeyPair();
  const file = (name: string, text: string | Buffer) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  return { folder, file, secret: file('k.pem', pair.privatePem), open: file('k.pub.pem', pair.publicPem) };
}

test('both halves of a pair have one id, and another pair has another', async () => {
  const { secret, open } = layOut();
  const { id } = await readPrivateKey(secret);
  expect(id).toMatch(/^[\w-]{43}$/);
  expect((await readPublicKey(open)).id).toBe(id);
  expect((await readPublicKey(layOut().open)).id).not.toBe(id);
});

test('the wrong half is told as such', async () => {
  const { secret, open } = layOut();
  await expect(async () => readPrivateKey(open)).rejects.toMatchObject({
    code: 'KEY_UNUSABLE',
    message: expect.stringContaining('is a public key'),
  });
  await expect(async () => readPublicKey(secret)).rejects.toMatchObject({
    code: 'KEY_UNUSABLE',
    message: expect.stringContaining('is a private key'),
  });
});

test('whatever is no Ed25519 key is refused, and named', async () => {
  const { folder, file } = layOut();
  mkdirSync(join(folder, 'folder'));
  const { privateKey: rsa } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { privateKey: ed448 } = generateKeyPairSync('ed448');
  const pem = { type: 'pkcs8', format: 'pem' } as const;
  const files = [
    join(folder, 'nowhere.pem'),
    join(folder, 'folder'),
    file('empty.pem', ''),
    file('words.pem', 'secret'),
    file('torn.pem', makeKeyPair().privatePem.slice(0, 60)),
    file('huge.pem', Buffer.alloc(1_000_000, 65)),
    file('rsa.pem', rsa.export(pem)),
    file('ed448.pem', ed448.export(pem)),
  ];
  for (const each of files)
    await expect(async () => readPrivateKey(each)).rejects.toMatchObject({
      code: 'KEY_UNUSABLE',
      message: expect.stringContaining(each),
    });
});

test('who may read a file is seen', () => {
  const { secret } = layOut();
  expect(isReadByOthers(secret)).toBe(false);
  chmodSync(secret, 0o640);
  expect(isReadByOthers(secret)).toBe(true);
});

const openssl = findTool('openssl', process.env.PATH ?? '');
test.runIf(openssl !== null)('OpenSSL reads what we write', () => {
  const { secret, open } = layOut();
  const run = (...args: string[]) => execFileSync(openssl as string, args, { encoding: 'utf8' });
  expect(run('pkey', '-in', secret, '-noout', '-text')).toContain('ED25519 Private-Key');
  expect(run('pkey', '-pubin', '-in', open, '-noout', '-text')).toContain('ED25519 Public-Key');
});
