// Nothing here is run: `npm run typecheck` reads it. An error under `@ts-expect-error` is what is wanted; where there is none,
// the compiler says so.
import {
  copy,
  limit,
  orderId,
  type Reader,
  saveReceipt,
  tee,
  type UserId,
  userId,
  type Writer,
} from '../src/index.ts';

const reader: Reader = { read: async () => null };
const writer: Writer = { write: async () => {} };

// More members than asked for, private ones among them.
class Socket {
  readonly #bytes = Buffer.from('hello');
  #given = false;
  readonly address = '127.0.0.1';
  async read(): Promise<Buffer | null> {
    if (this.#given) return null;
    this.#given = true;
    return this.#bytes;
  }
  async write(bytes: Uint8Array | string): Promise<number> {
    return bytes.length;
  }
}

export async function accepted(signal: AbortSignal): Promise<number> {
  const socket = new Socket();
  const user: UserId = userId('u-7');
  const text: string = user;
  await copy(socket, socket, signal);
  await copy(tee(limit(reader, text.length), socket), writer);
  return saveReceipt({ create: async () => socket }, user, orderId('o-12'), limit(socket, 3));
}

export async function refused(): Promise<void> {
  // @ts-expect-error: it reads strings
  await copy({ read: async () => 'text' }, writer);
  // @ts-expect-error: a writer is no reader
  await copy(writer, writer);
  // @ts-expect-error: an order's id
  const user: UserId = orderId('o-12');
  // @ts-expect-error: nobody has looked at this string
  const other: UserId = 'u-7';
  // @ts-expect-error: mixed up
  await saveReceipt({ create: async () => writer }, orderId('o-12'), userId('u-7'), reader);
  void [user, other];
}
