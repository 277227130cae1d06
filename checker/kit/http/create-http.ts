import { type BoxNetwork, sharedNetwork } from '../../src/box/box-network.ts';
import type { Scenario } from '../scenario.ts';
import type { Http, HttpClient, NoReply, Reply, RequestOptions } from './http-client.ts';
import { brokenReply } from './no-reply.ts';
import { openRawConnection } from './raw-connection.ts';
import { openSender, type Sender } from './send.ts';
import { stepOf, tellAnswer } from './tell-request.ts';

const usualPatienceMs = 10_000;
const usualLongestBody = 16 * 2 ** 20;

/** Whoever knows more about why nothing answers, for example that the process has ended: a sentence, or null. */
export type Diagnose = () => Promise<string | null>;

export function createHttp(scenario: Scenario): Http {
  return {
    to: ({ host = '127.0.0.1', port }) =>
      createHttpClient(scenario, { host, port }, { network: scenario.box().network }),
    async lead(port) {
      const led = await scenario.box().network.lead({ host: '127.0.0.1', port });
      return 'port' in led ? led.port : port;
    },
  };
}

export function createHttpClient(
  scenario: Scenario,
  address: { readonly host: string; readonly port: number },
  {
    network = sharedNetwork,
    diagnose = async () => null,
    name = () => null,
  }: {
    /** Where the address is; by default where the judge itself is. */
    readonly network?: BoxNetwork;
    readonly diagnose?: Diagnose;
    /** How a transcript names who was asked, where there is a choice. */
    readonly name?: () => string | null;
  } = {},
): HttpClient {
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  const origin = `http://${host}:${address.port}`;
  let sender: Promise<Sender> | null = null;
  const open = () => {
    sender ??= openSender(origin, () => network.connect(address)).then((opened) => {
      scenario.defer(async () => opened[Symbol.asyncDispose]());
      return opened;
    });
    return sender;
  };

  const attempt = async (
    method: string,
    target: string,
    options: RequestOptions = {},
  ): Promise<Reply | NoReply> => {
    const what = `${method} ${target}`;
    const finish =
      options.transcript === false ? null : scenario.begin(`sent ${what}, and no answer has come yet`);
    const { lane } = options;
    const to = name();
    if (lane !== undefined) scenario.trace.mark({ lane, event: what, phase: 'begin' });
    const answer = (await open()).send({
      ...options,
      method,
      target,
      patienceMs: options.patienceMs ?? usualPatienceMs,
      longestBodyBytes: options.longestBodyBytes ?? usualLongestBody,
      deadline: scenario.signal,
      now: () => scenario.now(),
    });
    const came = await scenario.waitingFor(`the answer to ${what}`, answer);
    if (lane !== undefined) scenario.trace.mark({ lane, event: tellAnswer(came), phase: 'end' });
    finish?.(stepOf(came, options, { run: scenario.run, to }));
    return came;
  };

  return {
    origin,
    attempt,
    async request(method, target, options) {
      const came = await attempt(method, target, options);
      return came.kind === 'reply' ? came : brokenReply(came, await diagnose());
    },
    connect: (options) => openRawConnection(scenario, network, address, options),
    async reach() {
      const { host: near, port } = await network.reach(address);
      return `http://${near.includes(':') ? `[${near}]` : near}:${port}`;
    },
  };
}
