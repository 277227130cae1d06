import type { Prompt } from './prompt.ts';
import { protocols } from './protocols.ts';
import type { OpinionSettings } from './settings.ts';

export type Asked =
  | { readonly kind: 'text'; readonly text: string }
  /** `isDown`: it would be no use to ask again in this call of the checker. */
  | { readonly kind: 'none'; readonly why: string; readonly isDown: boolean };

/** Bytes of a reply; what a model writes here has a hundredth of it. */
const longestReply = 1024 * 1024;

/**
 * Asks once. Whatever the endpoint does ends as one plain reason within the time given; nothing of what it says in an error
 * is repeated, since servers like to quote the key. Rejects only where `signal` was aborted.
 */
export async function askEndpoint(
  prompt: Prompt,
  settings: OpinionSettings,
  signal: AbortSignal,
): Promise<Asked> {
  const protocol = protocols[settings.kind];
  const deadline = AbortSignal.timeout(settings.timeoutMs);
  let status: number;
  let text: string | null;
  try {
    const response = await fetch(settings.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...protocol.headers(settings) },
      body: JSON.stringify(protocol.body(prompt, settings)),
      // Another host than the one that was named gets neither the answer nor the key.
      redirect: 'manual',
      signal: AbortSignal.any([signal, deadline]),
    });
    status = response.status;
    if (!response.ok) {
      await response.body?.cancel();
      return { kind: 'none', why: tellStatus(status, settings), isDown: true };
    }
    text = await readAll(response);
  } catch {
    signal.throwIfAborted();
    const { host } = settings.url;
    const why = deadline.aborted
      ? `${host} did not answer within ${settings.timeoutMs / 1000} s`
      : `${host} cannot be reached`;
    return { kind: 'none', why, isDown: true };
  }
  if (text === null) return { kind: 'none', why: `${settings.url.host} sent more than 1 MiB`, isDown: true };
  const said = protocol.textOf(parsed(text));
  if (said !== null) return { kind: 'text', text: said };
  return { kind: 'none', why: `${settings.model} gave no answer that can be read`, isDown: false };
}

function tellStatus(status: number, { url, model }: OpinionSettings): string {
  if (status === 401 || status === 403) return `${url.host} refuses the key of CHECKER_LLM_KEY (${status})`;
  if (status === 404) return `${url.host} does not know ${model}, or that address (404)`;
  if (status === 429) return `${url.host} takes no more requests for now (429)`;
  if (status >= 500) return `${url.host} has an error of its own (${status})`;
  if (status >= 300 && status < 400) return `${url.host} sends elsewhere (${status}), which is not followed`;
  return `${url.host} refuses the request (${status})`;
}

/** Null where it is longer than anything that was asked for. */
async function readAll(response: Response): Promise<string | null> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  // To leave the loop cancels what is still to come.
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > longestReply) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
