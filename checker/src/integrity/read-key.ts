import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { CheckerError } from '../errors.ts';
import { keyIdOf } from './key-id.ts';

export interface Key {
  readonly key: KeyObject;
  /** Tells keys apart; the same for both halves of a pair. */
  readonly id: string;
}

/** The key that signs. Throws KEY_UNUSABLE. */
export function readPrivateKey(file: string): Promise<Key> {
  const pem = readPem(file);
  if (/-----BEGIN PUBLIC KEY-----/.test(pem))
    throw unusable(`${file} is a public key`, 'Signing needs the private one of the pair.');
  return ed25519(file, () => createPrivateKey(pem));
}

/** The key that verifies. Throws KEY_UNUSABLE, also for a private key: whoever only verifies should not have it. */
export function readPublicKey(file: string): Promise<Key> {
  const pem = readPem(file);
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem))
    throw unusable(
      `${file} is a private key`,
      'Verifying needs only the public one, which lies beside it as .pub.pem. Give the private one to nobody.',
    );
  return ed25519(file, () => createPublicKey(pem));
}

/** Whether others than its owner may read a file; where the system has no modes, nobody can tell. */
export function isReadByOthers(file: string): boolean {
  return process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0;
}

/** A PEM of an Ed25519 key has about 120 bytes. */
const mostBytes = 16 * 1024;

function readPem(file: string): string {
  let size: number;
  try {
    const found = statSync(file);
    if (!found.isFile()) throw unusable(`${file} is no file`, howToMake);
    size = found.size;
  } catch (error) {
    if (error instanceof CheckerError) throw error;
    throw unusable(`there is no key at ${file}`, howToMake);
  }
  if (size > mostBytes) throw unusable(`${file} is no key: it has ${size} bytes`, howToMake);
  return readFileSync(file, 'utf8');
}

async function ed25519(file: string, read: () => KeyObject): Promise<Key> {
  let key: KeyObject;
  try {
    key = read();
  } catch (error) {
    throw unusable(`${file} holds no key in PEM that can be read`, howToMake, error);
  }
  if (key.asymmetricKeyType !== 'ed25519')
    throw unusable(
      `expected an Ed25519 key in ${file}, got ${key.asymmetricKeyType ?? 'another kind'}`,
      howToMake,
    );
  return { key, id: await keyIdOf(key) };
}

const howToMake = '`npm run checker -- keys new grading.pem` makes a pair: grading.pem and grading.pub.pem.';

function unusable(message: string, hint: string, cause?: unknown): CheckerError {
  return new CheckerError('KEY_UNUSABLE', message, { hint, ...(cause === undefined ? {} : { cause }) });
}
