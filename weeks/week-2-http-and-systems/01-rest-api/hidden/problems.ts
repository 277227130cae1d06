import { broken, expectEqual, expectThat, showValue, type Teaching } from 'checker/kit';
import { type Answer, expectStatus, isRecord, mediaTypeOf, requestIdForm, tellStatus, told } from './api.ts';

/** Characters of a URI reference (RFC 3986); that they make sense together is not looked at. */
const uriReference = /^(?:[\w.~:/?#[\]@!$&'()*+,;=-]|%[\dA-Fa-f]{2})*$/;

/** A whole problem (RFC 9457) as the page asks for it. For requirements that are about problems: others look at the status. */
export function expectProblem(answer: Answer, status: number, teaching: Teaching): void {
  expectStatus(answer, status, teaching);
  const what = `the ${tellStatus(status)} to ${told(answer)}`;
  expectThat(mediaTypeOf(answer) === 'application/problem+json', {
    ...teaching,
    expected: `${what} to be Content-Type: application/problem+json`,
    saw: answer.headers['content-type'] ?? 'no Content-Type',
  });
  const problem = problemIn(answer, teaching);
  const text = (member: string) => typeof problem[member] === 'string' && problem[member] !== '';
  const faults = [
    typeof problem.type === 'string' && uriReference.test(problem.type) ? null : 'type: a URI reference',
    text('title') ? null : 'title: a few words',
    problem.status === status ? null : `status: the number ${status}`,
    text('detail') ? null : 'detail: a sentence about this case',
    typeof problem.instance === 'string' && uriReference.test(problem.instance)
      ? null
      : 'instance: a URI reference, such as the path',
    typeof problem.requestId === 'string' && requestIdForm.test(problem.requestId)
      ? null
      : 'requestId: 1 to 64 of A–Z a–z 0–9 _ . -',
  ].filter((fault) => fault !== null);
  expectThat(faults.length === 0, {
    ...teaching,
    expected: `${what} to have ${faults.join('; ')}`,
    saw: showValue(problem),
  });
  expectEqual(`X-Request-Id of ${what}`, answer.headers['x-request-id'], problem.requestId, teaching);
}

/** The faulty places that a problem tells: each at least once, and no others. */
export function expectFaults(
  answer: Answer,
  kind: 'pointer' | 'parameter',
  places: readonly string[],
  teaching: Teaching,
): void {
  expectEqual(
    `the places that \`errors\` names, each by its \`${kind}\``,
    faultsIn(answer, kind, teaching),
    [...places].sort(),
    teaching,
  );
}

/** The places that `errors` names, sorted, each once. */
export function faultsIn(answer: Answer, kind: 'pointer' | 'parameter', teaching: Teaching): string[] {
  const { errors } = problemIn(answer, teaching);
  const named = Array.isArray(errors)
    ? errors.map((error: unknown) => (isRecord(error) ? error[kind] : undefined))
    : [undefined];
  const places = named.filter((place) => typeof place === 'string');
  if (places.length < named.length) {
    broken({
      ...teaching,
      expected: `\`errors\` in the ${tellStatus(answer.status)} to ${told(answer)}: [{"${kind}": …, "detail": …}, …]`,
      saw: errors === undefined ? `no \`errors\` in ${answer.text.slice(0, 400)}` : showValue(errors),
    });
  }
  return [...new Set(places)].sort();
}

function problemIn(answer: Answer, teaching: Teaching): Readonly<Record<string, unknown>> {
  let problem: unknown;
  try {
    problem = JSON.parse(answer.text);
  } catch {
    problem = undefined;
  }
  if (isRecord(problem)) return problem;
  return broken({
    ...teaching,
    expected: `the body of the ${tellStatus(answer.status)} to ${told(answer)} to be one JSON object`,
    saw: showValue(answer.text.slice(0, 400)),
  });
}
