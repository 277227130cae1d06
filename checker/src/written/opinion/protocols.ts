import { z } from 'zod';
import type { Prompt } from './prompt.ts';
import type { EndpointKind, OpinionSettings } from './settings.ts';

/** How one kind of endpoint is asked, and where the text stands in what it replies. */
export interface Protocol {
  headers(settings: OpinionSettings): Record<string, string>;
  body(prompt: Prompt, settings: OpinionSettings): object;
  /** Null where the reply has another shape, or holds no text, as when the model declines. */
  textOf(reply: unknown): string | null;
}

/** Enough for every point of a rubric with a quote each. */
const mostTokens = 4096;

/**
 * The parameters are the fewest that every server of a kind knows: many refuse a temperature, a limit or a format that is
 * not theirs. The shape of the reply is checked here anyway.
 */
export const protocols: Readonly<Record<EndpointKind, Protocol>> = {
  openai: {
    headers: ({ key }) => (key === null ? {} : { authorization: `Bearer ${key}` }),
    body: (prompt, { model }) => ({ model, messages: messagesOf(prompt) }),
    textOf: (reply) => openaiReply.safeParse(reply).data?.choices[0]?.message.content ?? null,
  },
  anthropic: {
    headers: ({ key }) => ({
      'anthropic-version': '2023-06-01',
      ...(key === null ? {} : { 'x-api-key': key }),
    }),
    body: ({ system, user }, { model }) => ({
      model,
      max_tokens: mostTokens,
      system,
      messages: [{ role: 'user', content: user }],
    }),
    textOf: (reply) => {
      const texts = anthropicReply
        .safeParse(reply)
        .data?.content.flatMap(({ type, text }) => (type === 'text' && text !== undefined ? [text] : []));
      return texts === undefined || texts.length === 0 ? null : texts.join('');
    },
  },
  ollama: {
    headers: ({ key }) => (key === null ? {} : { authorization: `Bearer ${key}` }),
    body: (prompt, { model }) => ({
      model,
      messages: messagesOf(prompt),
      stream: false,
      format: 'json',
      options: { temperature: 0 },
    }),
    textOf: (reply) => ollamaReply.safeParse(reply).data?.message.content ?? null,
  },
};

const openaiReply = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string().nullish() }) })),
});
const anthropicReply = z.object({
  content: z.array(z.object({ type: z.string(), text: z.string().optional() })),
});
const ollamaReply = z.object({ message: z.object({ content: z.string() }) });

function messagesOf({ system, user }: Prompt) {
  return [
    { role: 'system', content: system },
    { role: 'user', content: user },
  ];
}
