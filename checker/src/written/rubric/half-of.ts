import { createHash } from 'node:crypto';
import type { Half } from '../question.ts';

/** By the text alone: an example keeps its half whatever becomes of the others. */
export function halfOf(text: string): Half {
  return (createHash('sha256').update(text.trim()).digest()[0] ?? 0) % 2 === 0 ? 'development' : 'test';
}
