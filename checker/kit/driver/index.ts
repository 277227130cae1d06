/**
 * What an exercise's `hidden/driver.ts` imports. It runs in the box beside the learner's module, holds no expectation and
 * decides nothing: it does what the judge asks and says what happened.
 *
 * ```ts
 * import { serve } from 'checker/kit/driver';
 * serve(async ({ load, emit, gate }) => {
 *   const { createTaskService } = await load();          // the learner's module, loaded after our built-ins were taken
 *   return {
 *     'service.add': async (params) => service.add(params.input, signal),
 *   };
 * });
 * ```
 */
export { type Behaviour, type BehaviourCall, type BehaviourStep, playBehaviour } from './behaviour.ts';
export type { DriverTools, Methods } from './serve.ts';
export { serve } from './serve.ts';
export { createVirtualClock, type InjectedClock, type VirtualClock } from './virtual-clock.ts';
