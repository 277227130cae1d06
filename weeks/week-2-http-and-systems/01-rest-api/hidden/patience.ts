import { expectThat, type NoReply, type RawConnection, type Reply } from 'checker/kit';
import type { StoreRequest } from './kinds-of-requests.ts';

/** The page's own allowance behind a time limit, and the judge's for a machine that is busy. */
export const allowedMs = 2000;
export const busyMs = 2000;
/** 408 or a closed connection, in time and not too early. */
export async function expectCutOff(
  raw: RawConnection,
  {
    what,
    timeoutMs,
    sentAt,
    answers = 0,
  }: { what: string; timeoutMs: number; sentAt: number; answers?: number },
): Promise<void> {
  const patienceMs = timeoutMs + allowedMs + busyMs;
  const answered = await raw.gotResponses(answers + 1, patienceMs);
  const tookMs = performance.now() - sentAt;
  const status = raw.responses().filter((response) => response.status >= 200)[answers]?.status;
  // Whatever came, an answer or the end, has come by now.
  const isOver = answered || (await raw.closed(0)) !== null;
  expectThat(isOver && (status === undefined || status === 408), {
    expected: `${what}, to get 408 or to find its connection closed within ${allowedMs / 1000} s after the ${timeoutMs} ms of the limit`,
    saw: status === undefined ? `neither, after ${Math.round(tookMs)} ms` : `${status}`,
    look: 'Who counts the time of a request that is still coming in: Node, and how often does it look, or a timer of yours?',
  });
  expectThat(tookMs >= timeoutMs * 0.9, {
    expected: `${what}, to be given the ${timeoutMs} ms of the limit`,
    saw: `it was cut off after ${Math.round(tookMs)} ms`,
    look: 'What does REQUEST_TIMEOUT_MS say, and from when on do you count?',
  });
}

export async function expectServed(
  answer: Promise<Reply | NoReply>,
  status: number,
  meanwhile: string,
): Promise<void> {
  const came = await answer;
  expectThat(came.kind === 'reply' && came.status === status, {
    promise: 'Other clients are served meanwhile.',
    expected: `${status} for ${came.method} ${came.target}, while or after ${meanwhile}`,
    saw: tellAnswer(came),
    look: 'What does a request that waits hold that others need: a lock, a slot, a connection?',
  });
}

export function isProblem({ headers, json, status }: Reply): boolean {
  return (
    headers['content-type']?.toLowerCase().startsWith('application/problem+json') === true &&
    (json as { status?: unknown } | undefined)?.status === status
  );
}

export function tellAnswer(came: Reply | NoReply): string {
  return came.kind === 'reply' ? `${came.status} ${came.text.slice(0, 200)}` : came.told;
}

export function tellRequest({ method, target }: StoreRequest): string {
  return `${method} ${target}`;
}
