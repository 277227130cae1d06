import { generateKeyPairSync } from 'node:crypto';

export interface KeyPair {
  readonly privatePem: string;
  readonly publicPem: string;
}

/** A new Ed25519 pair as PEM: PKCS #8 and SubjectPublicKeyInfo (RFC 8410), which OpenSSL and every library read. */
export function makeKeyPair(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}
