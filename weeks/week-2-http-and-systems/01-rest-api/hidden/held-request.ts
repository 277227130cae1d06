import { broken, type HttpClient, type RawConnection, type Run, type Service, showValue } from 'checker/kit';

/** What holds a request open, and nothing else ends it: time limits that are far away. */
export const farTimeouts = { REQUEST_TIMEOUT_MS: '60000', SHUTDOWN_TIMEOUT_MS: '60000' };

const probe = 'GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n';

/** A `POST /tasks` that runs: its headers are whole, and the last byte of its body is still to come. */
export interface HeldRequest {
  readonly raw: RawConnection;
  readonly title: string;
  /** Sends the rest. */
  finish(): Promise<void>;
}

export async function holdRequest(
  service: HttpClient,
  title: string,
  raw?: RawConnection,
): Promise<HeldRequest> {
  const connection = raw ?? (await service.connect());
  const body = JSON.stringify({ title });
  const head = [
    'POST /tasks HTTP/1.1',
    'Host: localhost',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  await connection.write(`${head.join('\r\n')}\r\n\r\n${body.slice(0, -1)}`);
  return { raw: connection, title, finish: () => connection.write(body.slice(-1)) };
}

/** A kept connection that has had an answer, and waits for its next request. */
export async function openIdle(service: HttpClient): Promise<RawConnection> {
  const raw = await service.connect();
  await raw.write(probe);
  if (!(await raw.gotResponses(1)))
    broken({
      expected: '`GET /livez` to be answered',
      saw: `no whole answer, but ${showValue(raw.received())}`,
      look: 'What does a request over a plain connection need that curl would have sent as well?',
    });
  return raw;
}

/**
 * What was sent over other connections before this, and signals too, the service has met when it returns: a server takes
 * up what comes in its order, and the second round begins after the first one has gone through.
 */
export async function settle(service: HttpClient): Promise<void> {
  for (let round = 0; round < 2; round += 1) await service.request('GET', '/livez', { transcript: false });
}

/** Waits for the end of the program, and fails the requirement where it does not come. */
export async function expectEnd(
  service: Pick<Service, 'ended'>,
  {
    after,
    look,
    patienceMs = 10_000,
  }: { readonly after: string; readonly look: string; readonly patienceMs?: number },
): Promise<Run> {
  const run = await service.ended(patienceMs);
  if (run !== null) return run;
  return broken({
    expected: `the program to end ${after}`,
    saw: `it is still running ${patienceMs / 1000} s later`,
    look,
  });
}
