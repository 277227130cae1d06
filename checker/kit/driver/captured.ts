/**
 * The built-ins that the driver uses, taken before the learner's module is loaded. Methods are uncurried: `push(list, x)`
 * reaches the function that was there at the start, whatever the module has put into the prototype since.
 */
const { bind, call } = Function.prototype;
const uncurry = bind.bind(call) as <Self, Args extends unknown[], Result>(
  method: (this: Self, ...args: Args) => Result,
) => (self: Self, ...args: Args) => Result;

export const charCodeAt = uncurry(String.prototype.charCodeAt) as (text: string, at: number) => number;
export const slice = uncurry(String.prototype.slice) as (text: string, from: number, to?: number) => string;
export const indexOf = uncurry(String.prototype.indexOf) as (
  text: string,
  part: string,
  from?: number,
) => number;
export const numberToString = uncurry(Number.prototype.toString) as (value: number, radix?: number) => string;
export const promiseThen = uncurry(Promise.prototype.then) as (
  promise: Promise<unknown>,
  fulfilled: (value: unknown) => void,
  rejected: (reason: unknown) => void,
) => unknown;
export const bufferToString = uncurry(Buffer.prototype.toString) as (
  buffer: Buffer,
  encoding: 'latin1',
  from: number,
  to: number,
) => string;
export const allocUnsafeSlow = Buffer.allocUnsafeSlow;
export const { isArray } = Array;
export const { keys, create, hasOwn, setPrototypeOf } = Object;
export const { parse } = JSON;
export const { isFinite: isFiniteNumber } = Number;
export const CapturedPromise = Promise;
export const promiseResolve = Promise.resolve.bind(Promise) as (value: unknown) => Promise<unknown>;
export const CapturedError = Error;
