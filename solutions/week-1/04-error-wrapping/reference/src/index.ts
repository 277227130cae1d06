export { type ErrorClass, findCause, rootCause } from './causes.ts';
export { classify, type Kind } from './classify.ts';
export { wrap } from './wrap.ts';
