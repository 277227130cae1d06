import { type Envelope, envelopeSchema } from './envelope.ts';

export type EnvelopeReading =
  | { readonly kind: 'envelope'; readonly envelope: Envelope }
  /** It is JSON, and nothing signed. */
  | { readonly kind: 'unsigned'; readonly why: string }
  | { readonly kind: 'broken'; readonly why: string };

/** Reads what should be an envelope; believes nothing of it. `value` is what JSON.parse made of `text`. */
export function readEnvelope(text: string, value: unknown): EnvelopeReading {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { kind: 'unsigned', why: 'it holds no signature' };
  if ('signatures' in value)
    return { kind: 'broken', why: 'it has a list of signatures, where exactly one is expected' };
  if (!('signature' in value) && !('payload' in value))
    return { kind: 'unsigned', why: 'it holds no signature' };
  const parsed = envelopeSchema.safeParse(value);
  if (!parsed.success)
    return {
      kind: 'broken',
      why: 'it does not hold exactly a payload, a protected header and a signature',
    };
  const strange = Object.entries(parsed.data).find(([, field]) => !isCanonical(field));
  if (strange !== undefined)
    return {
      kind: 'broken',
      why: `its ${strange[0]} is no base64url, or not written in the one way that it is`,
    };
  // Of two fields of one name readers take the first or the last, each as they like.
  if (text.replace(/\s/g, '') !== JSON.stringify(value))
    return { kind: 'broken', why: 'it is not written plainly: a field stands in it twice, or with escapes' };
  return { kind: 'envelope', envelope: parsed.data };
}

/** The last character may carry bits that no byte takes up: with others in their place the bytes would be the same. */
function isCanonical(text: string): boolean {
  return /^[\w-]+$/.test(text) && Buffer.from(text, 'base64url').toString('base64url') === text;
}
