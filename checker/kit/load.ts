import type { Options, Result } from 'autocannon';
import type { Load } from './fixtures.ts';
import type { Scenario } from './scenario.ts';

/** autocannon looks only at every sample whether all is done: at its own of 1 s, no shorter time could be measured. */
const sampleMs = 5;

/** Puts a server under load and measures what it bears, with autocannon. */
export function createLoad(scenario: Scenario): Load {
  return {
    async run(target, { connections, amount, request = {} }) {
      // Imported on first use: exercises without a server do not pay for it.
      const { default: autocannon } = await import('autocannon');
      const { method = 'GET', path = '/', headers = {}, body } = request;
      const finish = scenario.begin(`load of ${amount} requests ${method} ${path}`);
      const measuring = Promise.withResolvers<Result>();
      const options: Options = {
        url: `${await target.reach()}${path}`,
        method,
        headers: { ...headers },
        ...(body === undefined ? {} : { body }),
        connections,
        amount,
        sampleInt: sampleMs,
      };
      const instance = autocannon(options, (error, measured) =>
        error === null ? measuring.resolve(measured) : measuring.reject(error),
      );
      // autocannon itself tells whole seconds only.
      const startedAt = performance.now();
      let lastAt = startedAt;
      instance.on('response', () => {
        lastAt = performance.now();
      });
      const stop = () => instance.stop();
      scenario.signal.addEventListener('abort', stop, { once: true });
      const result = await scenario.waitingFor(`${amount} requests ${method} ${path}`, measuring.promise);
      scenario.signal.removeEventListener('abort', stop);
      const seconds = (lastAt - startedAt) / 1000;
      const measured = {
        answered: result.requests.total,
        seconds,
        perSecond: result.requests.total / seconds,
        not2xx: result.non2xx,
        errors: result.errors,
        latencyMs: { p50: result.latency.p50, p99: result.latency.p99, max: result.latency.max },
      };
      finish({
        kind: 'note',
        text: `${amount} requests ${method} ${path} over ${connections} connections: ${Math.round(measured.perSecond)} a second, ${measured.not2xx} other than 2xx, ${measured.errors} errors`,
      });
      return measured;
    },
  };
}
