import type { Excerpt, Step } from '../../src/judge/observation.ts';
import type { RunContext } from '../../src/judge/run-context.ts';
import { excerptOf } from '../excerpt.ts';
import type { NoReply, Reply, RequestOptions } from './http-client.ts';

/** A request and its answer as a step of the transcript. */
export function stepOf(
  came: Reply | NoReply,
  { headers = {}, json, body }: RequestOptions,
  { run, to }: { readonly run: RunContext; readonly to: string | null },
): Step {
  const sent = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((each): readonly [string, string] => [name, each]),
  );
  const typed = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  return {
    kind: 'request',
    ...(to === null ? {} : { to }),
    method: came.method,
    target: came.target,
    headers: json === undefined || typed ? sent : [['content-type', 'application/json'], ...sent],
    body: bodyOf(json, body, run),
    answer:
      came.kind === 'none'
        ? { kind: 'none', why: came.told }
        : {
            kind: 'response',
            status: came.status,
            headers: Object.entries(came.headers),
            body: excerptOf(came.text, run),
          },
  };
}

/** The answer on one line of a timeline. */
export function tellAnswer(came: Reply | NoReply): string {
  return came.kind === 'none' ? came.told : String(came.status);
}

function bodyOf(json: unknown, body: RequestOptions['body'], run: RunContext): Excerpt | null {
  if (json !== undefined) return excerptOf(JSON.stringify(json), run);
  if (body === undefined) return null;
  if (typeof body === 'string') return excerptOf(body, run);
  if (body instanceof Uint8Array) return excerptOf(Buffer.from(body).toString('utf8'), run);
  return { text: '(sent piece by piece)', bytes: 0, cut: true };
}
