export type Kind = 'retryable' | 'not-found' | 'invalid' | 'conflict' | 'timeout' | 'cancelled' | 'internal';

export type ErrorClass<T extends Error = Error> = abstract new (...args: never[]) => T;
