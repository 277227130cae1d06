import { setTimeout } from 'node:timers/promises';
import { expectThat, type Reply, type Service, type ServiceHost, showValue } from 'checker/kit';

/** What the judge waits for a service to have connected to everything. */
const readyMs = 10_000;

/** A service that says of itself that everything it depends on is up: from then on a `bypass` is none of the start. */
export async function startReady(
  host: ServiceHost,
  name: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Service> {
  const service = await host.start({ name, env });
  let last = 'nothing';
  for (const end = performance.now() + readyMs; performance.now() < end; await setTimeout(20)) {
    const sent = await service.attempt('GET', '/readyz', { transcript: false });
    if (sent.kind === 'reply' && sent.status === 200 && statusOf(sent) === 'ready') return service;
    last = sent.kind === 'reply' ? `${sent.status}: ${showValue(sent.text.slice(0, 300))}` : sent.told;
  }
  expectThat(false, {
    expected: '`GET /readyz` to say `ready`, with PostgreSQL and Redis both up',
    saw: last,
    look: 'Start both, then the service, and ask `/readyz`. Which of the checks is down?',
  });
  return service;
}

function statusOf({ json }: Reply): unknown {
  return typeof json === 'object' && json !== null && 'status' in json ? json.status : undefined;
}
