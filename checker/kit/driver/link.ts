import { read, readSync, writeSync } from 'node:fs';
import { allocUnsafeSlow, bufferToString, charCodeAt, indexOf, parse, slice } from './captured.ts';
import { encode } from './encode.ts';
import { siphash } from './siphash.ts';

/** The file descriptors that the judge hands down: what it says, what it hears, and the gates of synchronous code. */
const descriptors = { heard: 3, said: 4, gates: 5 } as const;
const chunkBytes = 64 * 1024;

export interface Link {
  /** The first line, which comes unsigned before anything of the learner's is loaded. */
  readonly hello: Hello;
  send(message: unknown): void;
  /** Calls back for every message of the judge until the link ends. */
  listen(onMessage: (message: unknown) => void, onEnd: () => void): void;
  /** Blocks the thread until the next message on the gates' pipe. */
  nextGate(): { readonly name: string; readonly value: unknown };
}

export interface Hello {
  readonly key: readonly number[];
  readonly module: string;
  /** URL of the folder whose packages the exercise allows. */
  readonly packages: string;
  readonly builtins: readonly string[];
}

/**
 * One line a message: `<mac> <number> <JSON>`. The mac covers the number, which counts up from 0, so a
 * forged, replayed or missing message is noticed by the judge. docs/author/driver.md describes it for other languages.
 */
export function openLink(): Link {
  const heard = lines(descriptors.heard);
  const gates = lines(descriptors.gates);
  const hello = parse(heard.nextSync()) as Hello;
  let said = 0;
  return {
    hello,
    send(message) {
      // The number last: a getter of what is encoded may send a message of its own.
      const text = encode(message);
      const body = `${said++} ${text}`;
      writeAll(`${siphash(hello.key, body, charCodeAt)} ${body}\n`);
    },
    listen: (onMessage, onEnd) => heard.listen((line) => onMessage(parse(line)), onEnd),
    nextGate: () => parse(gates.nextSync()) as { name: string; value: unknown },
  };
}

interface Lines {
  nextSync(): string;
  listen(onLine: (line: string) => void, onEnd: () => void): void;
}

/** Lines of ASCII from a descriptor, by callbacks or blocking. */
function lines(descriptor: number): Lines {
  const chunk = allocUnsafeSlow(chunkBytes);
  let text = '';
  const take = (): string | null => {
    const end = indexOf(text, '\n');
    if (end === -1) return null;
    const line = slice(text, 0, end);
    text = slice(text, end + 1);
    return line;
  };
  return {
    nextSync() {
      for (;;) {
        const line = take();
        if (line !== null) return line;
        const bytes = readSync(descriptor, chunk, 0, chunkBytes, null);
        if (bytes === 0) return 'null';
        text += bufferToString(chunk, 'latin1', 0, bytes);
      }
    },
    listen(onLine, onEnd) {
      const more = () =>
        read(descriptor, chunk, 0, chunkBytes, null, (error, bytes) => {
          if (error !== null || bytes === 0) return onEnd();
          text += bufferToString(chunk, 'latin1', 0, bytes);
          for (let line = take(); line !== null; line = take()) onLine(line);
          more();
        });
      for (let line = take(); line !== null; line = take()) onLine(line);
      more();
    },
  };
}

/** Bound at load: a later patch of the module's exports does not reach these bindings of a bundled copy. */
function writeAll(line: string): void {
  let rest = line;
  while (rest !== '') {
    const written = writeSync(descriptors.said, rest, null, 'latin1');
    rest = slice(rest, written);
  }
}
