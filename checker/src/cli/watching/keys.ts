import type { Input } from '../context.ts';

/** Calls back for single keys of a terminal; does nothing where there is none. Ctrl-C stays what it is. */
export function listenForKeys(
  stdin: Input & { setRawMode?: (raw: boolean) => unknown },
  press: Readonly<Record<string, () => void>>,
): Disposable {
  if (stdin.isTTY !== true || stdin.setRawMode === undefined) return { [Symbol.dispose]() {} };
  const onData = (bytes: Buffer | string) => {
    for (const key of bytes.toString()) press[key]?.();
  };
  stdin.setRawMode(true);
  stdin.on('data', onData);
  stdin.resume();
  return {
    [Symbol.dispose]() {
      stdin.off('data', onData);
      stdin.setRawMode?.(false);
      stdin.pause();
    },
  };
}
