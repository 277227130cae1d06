import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { base64url, FlattenedSign, GeneralSign } from 'jose';
import { expect, test } from 'vitest';
import { isJudged } from '../report/entry.ts';
import { hostileClass } from '../report/samples/class.ts';
import { sampleExercise } from '../report/samples/exercise.ts';
import { allPassed, mixture } from '../report/samples/results.ts';
import { toReport } from '../report/to-report.ts';
import type { Envelope } from './envelope.ts';
import { keyIdOf } from './key-id.ts';
import type { Key } from './read-key.ts';
import { signReport } from './sign-report.ts';
import { type Verification, verifyReport } from './verify-report.ts';

interface Pair {
  readonly private: Key;
  readonly public: Key;
}

async function makePair(): Promise<Pair> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const id = await keyIdOf(publicKey);
  return { private: { key: privateKey, id }, public: { key: publicKey, id } };
}

const ours = await makePair();
const theirs = await makePair();
const report = toReport(sampleExercise, mixture);
const at = new Date('2026-01-05T11:00:00Z');
const text = await signReport(report, { key: ours.private, submission: 'grace', at });
const envelope: Envelope = JSON.parse(text);

function verifyText(given: string, keys: readonly Key[] = [ours.public]): Promise<Verification> {
  return verifyReport(given, JSON.parse(given), keys);
}

function verify(value: unknown, keys?: readonly Key[]): Promise<Verification> {
  return verifyText(JSON.stringify(value), keys);
}

const encode = (value: unknown) => base64url.encode(JSON.stringify(value));
const payloadOf = ({ payload }: Envelope) => JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
const header = { alg: 'EdDSA', kid: ours.public.id, typ: 'backend-workbook-report+jws' };

test('what was signed is what comes out, also where the file was written anew', async () => {
  const found = await verifyText(text);
  expect(found).toEqual({
    valid: true,
    kid: ours.public.id,
    signed: {
      format: 'backend-workbook-signed-report',
      version: 1,
      submission: 'grace',
      signedAt: '2026-01-05T11:00:00.000Z',
      report,
    },
  });
  const { payload, signature } = envelope;
  expect((await verify({ protected: envelope.protected, payload, signature })).valid).toBe(true);
  expect((await verifyText(text, [theirs.public, ours.public])).valid).toBe(true);
});

test('a report full of hostile texts is signed byte by byte', async () => {
  for (const entry of hostileClass.filter(isJudged)) {
    const signed = await signReport(entry.report, { key: ours.private, submission: entry.submission, at });
    const found = await verifyText(signed);
    // What UTF-8 cannot hold, a lone surrogate, JSON writes as an escape: nothing is lost.
    expect(found).toMatchObject({
      valid: true,
      signed: { submission: entry.submission, report: entry.report },
    });
  }
});

test('no character of the envelope can be another one', async () => {
  const fields = ['payload', 'protected', 'signature'] as const;
  for (const field of fields) {
    const whole = envelope[field];
    const step = Math.max(1, Math.floor(whole.length / 150));
    const places = [...Array(whole.length).keys()].filter((at) => at % step === 0 || at > whole.length - 4);
    for (const place of places) {
      for (const other of ['A', 'B', '_', '=', ' ', '.']) {
        if (whole[place] === other) continue;
        const changed = whole.slice(0, place) + other + whole.slice(place + 1);
        const found = await verify({ ...envelope, [field]: changed });
        expect([field, place, other, found.valid]).toEqual([field, place, other, false]);
      }
    }
    for (const changed of ['', whole.slice(1), whole.slice(0, -1), `${whole}A`, `${whole}=`, whole + whole])
      expect((await verify({ ...envelope, [field]: changed })).valid).toBe(false);
  }
});

test('no field of the report can be another one', async () => {
  const signed = payloadOf(envelope);
  const changes: [path: string, value: unknown][] = [
    ['submission', 'mallory'],
    ['signedAt', '2020-01-01T00:00:00.000Z'],
    ...Object.keys(signed.report).map((key): [string, string] => [`report.${key}`, 'changed']),
    ...Object.keys(signed.report.provenance).map((key): [string, string] => [
      `report.provenance.${key}`,
      'changed',
    ]),
    ['report.points.earned', 100],
    ['report.requirements.5.verdict', { kind: 'passed' }],
    ['report.requirements.length', 1],
  ];
  for (const [path, value] of changes) {
    const copy = structuredClone(signed);
    const names = path.split('.');
    const last = names.pop() as string;
    const holder = names.reduce((inner, name) => inner[name], copy);
    holder[last] = value;
    expect((await verify({ ...envelope, payload: encode(copy) })).valid).toBe(false);
  }
  expect(changes.length).toBeGreaterThan(25);
});

test('the payload of another signed report does not fit', async () => {
  const other: Envelope = JSON.parse(
    await signReport(toReport(sampleExercise, allPassed), { key: ours.private, submission: 'ada', at }),
  );
  expect((await verify({ ...envelope, payload: other.payload })).valid).toBe(false);
  expect((await verify({ ...envelope, signature: other.signature })).valid).toBe(false);
});

test('another key is told as such, and cannot call itself ours', async () => {
  const foreign = await signReport(report, { key: theirs.private, submission: null, at });
  expect(await verifyText(foreign)).toEqual({
    valid: false,
    why: 'it names another key than the one to verify with',
  });
  const disguised = await signReport(report, {
    key: { ...theirs.private, id: ours.public.id },
    submission: null,
    at,
  });
  expect(await verifyText(disguised)).toEqual({
    valid: false,
    why: 'the signature does not fit what it should cover',
  });
});

async function withHeader(changed: object, key: KeyObject = ours.private.key): Promise<Envelope> {
  const part = encode(changed);
  const signature = sign(null, Buffer.from(`${part}.${envelope.payload}`), key).toString('base64url');
  return { payload: envelope.payload, protected: part, signature };
}

test('an envelope that the right key signed by hand is valid: the forgeries below fail for their own reasons', async () => {
  expect((await verify(await withHeader(header))).valid).toBe(true);
});

test('the algorithm is never the choice of the envelope', async () => {
  const publicPem = createPublicKey(ours.private.key).export({ type: 'spki', format: 'pem' });
  const publicRaw = Buffer.from(ours.public.key.export({ format: 'jwk' }).x ?? '', 'base64url');
  for (const alg of ['none', 'None', 'NONE', '', 'HS256', 'HS512', 'RS256', 'ES256', 'eddsa', 'Ed448']) {
    const part = encode({ ...header, alg });
    const input = `${part}.${envelope.payload}`;
    const signatures = [
      '',
      envelope.signature,
      sign(null, Buffer.from(input), ours.private.key).toString('base64url'),
      ...[publicPem, publicRaw].map((secret) =>
        createHmac('sha256', secret).update(input).digest('base64url'),
      ),
    ];
    for (const signature of signatures)
      expect((await verify({ payload: envelope.payload, protected: part, signature })).valid).toBe(false);
  }
});

test('a header brings no key, no demand and no other kind along', async () => {
  const jwk = theirs.public.key.export({ format: 'jwk' });
  for (const more of [
    { jwk },
    { jku: 'https://example.com/keys' },
    { x5c: ['AAAA'] },
    { crit: ['b64'], b64: false },
    { crit: ['exp'], exp: 0 },
    { b64: false },
    { typ: 'JWT' },
    { kid: undefined },
    { kid: ['x', ours.public.id] },
    { cty: 'x' },
  ]) {
    expect((await verify(await withHeader({ ...header, ...more }))).valid).toBe(false);
    expect((await verify(await withHeader({ ...header, ...more }, theirs.private.key))).valid).toBe(false);
  }
  // Unprotected headers are not signed.
  expect((await verify({ ...envelope, header: { alg: 'EdDSA' } })).valid).toBe(false);
});

test('a signature that was taken away is told as such', async () => {
  expect(await verify(report)).toEqual({ valid: false, why: 'it is not signed: it holds no signature' });
  expect(await verify(payloadOf(envelope))).toMatchObject({
    valid: false,
    why: expect.stringContaining('not signed'),
  });
  const { signature, ...stripped } = envelope;
  for (const value of [
    stripped,
    { signature },
    { ...envelope, signature: null },
    { ...envelope, signature: [] },
  ])
    expect((await verify(value)).valid).toBe(false);
});

test('one signature, not two', async () => {
  const bytes = new TextEncoder().encode(JSON.stringify(payloadOf(envelope)));
  const general = new GeneralSign(bytes);
  for (const { key, id } of [ours.private, theirs.private])
    general.addSignature(key).setProtectedHeader({ ...header, kid: id });
  const signed = await general.sign();
  expect(await verify(signed)).toMatchObject({ valid: false, why: expect.stringContaining('exactly one') });
  expect((await verify({ ...envelope, signatures: signed.signatures })).valid).toBe(false);
});

test('a field that stands twice is refused, whichever one is right', async () => {
  const forged = encode({ ...payloadOf(envelope), submission: 'mallory' });
  const fields = Object.entries(envelope).map(([name, value]) => `${JSON.stringify(name)}: "${value}"`);
  for (const twice of [
    `{"payload": "${forged}", ${fields.join(', ')}}`,
    `{${fields.join(', ')}, "payload": "${envelope.payload}"}`,
    `{"\\u0070ayload": "${forged}", ${fields.join(', ')}}`,
    `{"__proto__": {"payload": "${forged}"}, ${fields.join(', ')}}`,
  ])
    expect((await verifyText(twice)).valid).toBe(false);
});

test('what the right key signed is still looked at', async () => {
  for (const payload of [
    'no JSON',
    '[]',
    JSON.stringify(report),
    JSON.stringify({ ...payloadOf(envelope), version: 2 }),
    JSON.stringify({ ...payloadOf(envelope), report: { ...report, extra: 1 } }),
  ]) {
    const signed = await new FlattenedSign(new TextEncoder().encode(payload))
      .setProtectedHeader(header)
      .sign(ours.private.key);
    expect(await verify(signed)).toMatchObject({
      valid: false,
      why: expect.stringContaining('what is signed is no report'),
    });
  }
});

test.each([null, 1, 'x', [], {}, [envelope], { payload: envelope }])(
  '%j is no signed report',
  async (value) => {
    expect((await verify(value)).valid).toBe(false);
  },
);
