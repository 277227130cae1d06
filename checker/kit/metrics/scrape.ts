import { broken, expectThat, type Teaching } from '../expect.ts';
import type { HttpClient } from '../http/http-client.ts';
import { showValue } from '../words.ts';
import type { Metrics } from './metrics.ts';
import { readMetrics } from './read-metrics.ts';

/** `GET /metrics`, read strictly. Fails the requirement where it is not what a Prometheus server reads, with the line. */
export async function scrape(
  from: Pick<HttpClient, 'request'>,
  teaching: Teaching & { readonly of: string },
  options: { readonly transcript?: boolean } = {},
): Promise<Metrics> {
  const { of, ...rest } = teaching;
  const reply = await from.request('GET', '/metrics', options);
  expectThat(reply.status === 200, {
    ...rest,
    expected: `\`GET /metrics\` of ${of} to be answered with 200`,
    saw: `${reply.status} ${showValue(reply.text.slice(0, 200))}`,
  });
  const type = reply.headers['content-type'] ?? '';
  expectThat(isTextFormat(type), {
    ...rest,
    expected: `\`GET /metrics\` of ${of} to have the Content-Type text/plain; version=0.0.4`,
    saw: type === '' ? 'no Content-Type' : type,
  });
  const read = readMetrics(reply.text);
  if (read.ok) return read.metrics;
  const { line, text, problem } = read.fault;
  return broken({
    ...rest,
    expected: `\`GET /metrics\` of ${of} to be text that a Prometheus server reads`,
    saw: `line ${line} is ${showValue(text.slice(0, 200))}: ${problem}`,
  });
}

/** Of the text format; a charset other than UTF-8 is none of it. */
function isTextFormat(type: string): boolean {
  const [media, ...parameters] = type.toLowerCase().split(/\s*;\s*/);
  const given = new Map(parameters.map((each) => each.split('=') as [string, string | undefined]));
  return (
    media?.trim() === 'text/plain' &&
    ['0.0.4', '1.0.0', undefined].includes(given.get('version')) &&
    ['utf-8', '"utf-8"', undefined].includes(given.get('charset'))
  );
}
