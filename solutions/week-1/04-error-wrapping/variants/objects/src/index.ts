export { classify } from './classify.ts';
export { findCause } from './find-cause.ts';
export { rootCause } from './root-cause.ts';
export type { ErrorClass, Kind } from './types.ts';
export { wrap } from './wrapped-error.ts';
