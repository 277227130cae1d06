/** What hidden tests import: the authoring interface. docs/author/hidden-tests.md shows it at work. */

export * as fc from 'fast-check';
export type * from './compose/compose.ts';
export type * from './dockerfile/dockerfile.ts';
export type * from './engine/engine.ts';
export type { RunExpectation, Teaching, TextExpectation } from './expect.ts';
export { Broken, broken, expectEqual, expectJson, expectRun, expectThat, notRun } from './expect.ts';
export { type Call, findOrder, findUnexplained, type Model } from './find-order.ts';
export type * from './fixtures.ts';
export {
  type ChaosSchedule,
  type ChaosStep,
  makeSchedule,
  shortenSchedule,
  tellSchedule,
} from './jobs/chaos.ts';
export { drawRetries } from './jobs/draw-retries.ts';
export { type Flaw, findFlaws, type JobAtRest } from './jobs/find-flaws.ts';
export type * from './jobs/jobs-host.ts';
export type * from './make/make.ts';
export type * from './metrics/metrics.ts';
export { scrape } from './metrics/scrape.ts';
export type * from './postgres.ts';
export type * from './redis.ts';
export type * from './relay.ts';
export { requirement } from './requirement.ts';
export { showValue } from './words.ts';
