export { classify, type ErrorClass, findCause, type Kind, rootCause, wrap } from './errors.ts';
