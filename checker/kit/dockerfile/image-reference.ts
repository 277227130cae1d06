import type { ImageReference } from './dockerfile.ts';

/** `registry:5000/name:tag@sha256:…`. A colon before the last slash belongs to the registry's port. */
export function readImageReference(text: string, line: number): ImageReference {
  const [named = '', digest = null] = text.split('@', 2);
  const colon = named.lastIndexOf(':');
  const hasTag = colon > named.lastIndexOf('/');
  const tag = hasTag ? named.slice(colon + 1) : null;
  const name = hasTag ? named.slice(0, colon) : named;
  const pinned = name === 'scratch' || digest !== null || (tag !== null && /^v?\d+\.\d+\.\d+/.test(tag));
  return { text, name, tag, digest, pinned, line };
}
