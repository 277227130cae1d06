import { z } from 'zod';
import type { Question } from '../question.ts';

const quote = z.string().max(2000).nullable();
export const replySchema = z.strictObject({
  concepts: z.array(
    z.strictObject({ id: z.string(), verdict: z.enum(['covered', 'missing', 'contradicted']), quote }),
  ),
  misconceptions: z.array(z.strictObject({ id: z.string(), verdict: z.enum(['held', 'absent']), quote })),
});

export type OpinionReply = z.output<typeof replySchema>;

/** What a model wrote, where it is exactly what was asked for: every point once, and no other. Null where it is not. */
export function readReply(text: string, { rubric }: Question): OpinionReply | null {
  let value: unknown;
  try {
    value = JSON.parse(withoutFence(text));
  } catch {
    return null;
  }
  const parsed = replySchema.safeParse(value);
  if (!parsed.success) return null;
  const { concepts, misconceptions } = parsed.data;
  const isWhole = sameIds(concepts, rubric.concepts) && sameIds(misconceptions, rubric.misconceptions);
  return isWhole ? parsed.data : null;
}

/** Some models cannot help putting JSON into a block of Markdown. */
function withoutFence(text: string): string {
  return /^```(?:json)?\s*\n([\s\S]*)\n```$/.exec(text.trim())?.[1] ?? text;
}

interface Named {
  readonly id: string;
}

function sameIds(given: readonly Named[], expected: readonly Named[]): boolean {
  const ids = (named: readonly Named[]) =>
    named
      .map(({ id }) => id)
      .sort()
      .join(' ');
  return ids(given) === ids(expected);
}
