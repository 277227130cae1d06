import type { TypeCase } from 'checker/kit';

const look = {
  asks: 'Which member, or which result, does your type ask for that your code never uses?',
  shape: 'What do your types say about what `read` gives and `write` takes? Is there an `any` in them?',
  brands: 'What can a compiler that goes by shape see of the difference between the two?',
  lenient: 'Is the member declared as a method, or as a property that holds a function?',
  results: 'What do your functions say that they return? Where does an `any` or an `as` come in?',
} as const;

const ends = `const reader = { read: async (): Promise<Uint8Array | null> => null };
const writer = { write: async (bytes: Uint8Array): Promise<void> => void bytes };`;

/** What has the shape fits, and what does not have it does not. */
export const shapeCases: readonly TypeCase[] = [
  {
    what: 'objects that have nothing but `read`, or nothing but `write`',
    given: `import { copy, tee, limit } from './src/index.ts';\n${ends}`,
    code: `void copy(reader, writer);
void copy(tee(reader, writer), writer, new AbortController().signal);
void copy(limit(reader, 10), writer, undefined);`,
    compiles: true,
    look: look.asks,
  },
  {
    what: 'the types Reader and Writer for objects that have nothing else',
    given: "import type { Reader, Writer } from './src/index.ts';",
    code: `export const reader: Reader = { read: async () => null };
export const writer: Writer = { write: async (bytes) => void bytes.length };
export const piece: Promise<Uint8Array | null> = reader.read();
void writer.write(new Uint8Array(1));`,
    compiles: true,
    look: look.asks,
  },
  {
    what: 'an instance of a class with more members, private ones among them',
    given: `import { copy, tee } from './src/index.ts';
class Socket {
  readonly address = '127.0.0.1';
  readonly #left = [Buffer.from('one')];
  private given = 0;
  async read(): Promise<Buffer | null> {
    this.given++;
    return this.#left.shift() ?? null;
  }
  async write(bytes: Uint8Array | string): Promise<number> {
    return bytes.length + this.given;
  }
  async close(): Promise<void> {}
}`,
    code: `void copy(new Socket(), new Socket());
void tee(new Socket(), new Socket()).read();`,
    compiles: true,
    look: look.asks,
  },
  {
    what: 'getters, frozen objects, functions with a member, and a write that takes no argument',
    given: `import { copy, limit, tee } from './src/index.ts';
class Late {
  get read() {
    return async (): Promise<Uint8Array | null> => null;
  }
  get write() {
    return async (): Promise<string> => 'done';
  }
}
const frozen: Readonly<{ read(): Promise<null>; write(): Promise<unknown> }> = Object.freeze({
  read: async () => null,
  write: async () => ({ bytesWritten: 0 }),
});
const callable = Object.assign(() => 1, { read: async () => new Uint8Array(1), write: async () => 1 });`,
    code: `void copy(new Late(), new Late());
void copy(limit(frozen, 1), frozen);
void copy(tee(callable, callable), callable);`,
    compiles: true,
    look: look.asks,
  },
  {
    what: 'readers out of tee and limit, for tee and limit',
    given: `import { limit, tee, type Reader } from './src/index.ts';\n${ends}`,
    code: `export const made: Reader = tee(limit(tee(limit(reader, 5), writer), 3), writer);
export const plain: { read(): Promise<Uint8Array | null> } = limit(reader, 1);`,
    compiles: true,
    look: look.asks,
  },
  {
    what: 'a `files` that has nothing but `create`',
    given: `import { limit, orderId, saveReceipt, userId } from './src/index.ts';\n${ends}`,
    code: `const files = { create: async (path: string) => (path === '' ? writer : { ...writer, path }) };
void saveReceipt(files, userId('u-7'), orderId('o-12'), limit(reader, 9), new AbortController().signal);`,
    compiles: true,
    look: look.asks,
  },
  {
    what: 'a reader of strings',
    given: `import { copy } from './src/index.ts';\n${ends}\nconst texts = { read: async () => 'text' };`,
    code: 'void copy(texts, writer);',
    compiles: false,
    look: look.shape,
  },
  {
    what: 'a writer of strings',
    given: `import { tee } from './src/index.ts';\n${ends}\nconst texts = { write: async (text: string) => text.trim() };`,
    code: 'void tee(reader, texts);',
    compiles: false,
    look: look.shape,
  },
  {
    what: 'a writer in the place of a reader',
    given: `import { limit } from './src/index.ts';\n${ends}`,
    code: 'void limit(writer, 3);',
    compiles: false,
    look: look.shape,
  },
];

const ids = "import { orderId, saveReceipt, userId, type OrderId, type UserId } from './src/index.ts';";
const files = `${ids}\n${ends}\nconst files = { create: async (path: string) => (path === '' ? writer : { ...writer, path }) };`;

/** Neither a string nor the other kind of id passes. */
export const brandCases: readonly TypeCase[] = [
  {
    what: 'ids where ids or strings are asked for',
    given: ids,
    code: `export const user: UserId = userId('u-7');
export const order: OrderId = orderId('o-12');
export const texts: readonly string[] = [user, order, user.slice(2)];
export const names = new Map<UserId, string>([[user, 'ada']]);`,
    compiles: true,
    look: 'What is an id at run time, and does its type say so?',
  },
  {
    what: 'an OrderId where a UserId is asked for',
    given: ids,
    code: "export const user: UserId = orderId('o-12');",
    compiles: false,
    look: look.brands,
  },
  {
    what: 'a UserId where an OrderId is asked for',
    given: ids,
    code: "export const order: OrderId = userId('u-7');",
    compiles: false,
    look: look.brands,
  },
  {
    what: 'a plain string as a UserId',
    given: ids,
    code: "export const user: UserId = 'u-7';",
    compiles: false,
    look: 'Does a string have all that your type asks for? A brand that is optional is none.',
  },
  {
    what: 'a plain string as an OrderId',
    given: ids,
    code: "export const order: OrderId = ['o-12'].join('');",
    compiles: false,
    look: 'Does a string have all that your type asks for? A brand that is optional is none.',
  },
  {
    what: 'saveReceipt with the ids in their places',
    given: files,
    code: "void saveReceipt(files, userId('u-7'), orderId('o-12'), reader);",
    compiles: true,
    look: look.asks,
  },
  {
    what: 'saveReceipt with the ids mixed up',
    given: files,
    code: "void saveReceipt(files, orderId('o-12'), userId('u-7'), reader);",
    compiles: false,
    look: look.brands,
  },
  {
    what: 'saveReceipt with strings that nobody has looked at',
    given: files,
    code: "void saveReceipt(files, 'u-7', 'o-12', reader);",
    compiles: false,
    look: look.brands,
  },
];

const all = "import { copy, limit, orderId, saveReceipt, tee, userId } from './src/index.ts';";

/** Where methods are compared leniently, and where `any` would be. */
export const soundCases: readonly TypeCase[] = [
  {
    what: 'objects and classes that declare the very `write` and `create` as methods',
    given: `${all}
class Sink {
  async write(bytes: Uint8Array): Promise<void> {
    void bytes.length;
  }
}
class Folder {
  async create(path: string): Promise<Sink> {
    void path.length;
    return new Sink();
  }
}
const reader = { read: async (): Promise<Uint8Array | null> => null };`,
    code: `void copy(reader, new Sink());
void copy(tee(reader, { async write(bytes: Uint8Array) { return bytes; } }), new Sink());
void saveReceipt(new Folder(), userId('u-7'), orderId('o-12'), limit(reader, 3));`,
    compiles: true,
    look: 'Which side of a comparison is strict about parameters, and which of its declarations decide that?',
  },
  ...[
    ['copy', 'void copy(reader, hexWriter);'],
    ['tee', 'void tee(reader, hexWriter);'],
    [
      'the files of saveReceipt',
      "void saveReceipt({ create: async () => hexWriter }, userId('u-7'), orderId('o-12'), reader);",
    ],
  ].map(
    ([whose = '', code = '']): TypeCase => ({
      what: `a writer whose write can only take a Buffer, for ${whose}`,
      given: `${all}
const reader = { read: async (): Promise<Uint8Array | null> => null };
class HexWriter {
  async write(bytes: Buffer): Promise<string> {
    return bytes.toString('hex');
  }
}
const hexWriter = new HexWriter();`,
      code,
      compiles: false,
      look: look.lenient,
    }),
  ),
  {
    what: 'a `files` that can only create what lies in invoices/',
    given: `${all}\n${ends}
const invoices = {
  async create(path: \`invoices/\${string}\`) {
    void path;
    return writer;
  },
};`,
    code: "void saveReceipt(invoices, userId('u-7'), orderId('o-12'), reader);",
    compiles: false,
    look: look.lenient,
  },
  {
    what: 'the results of all functions for what they are',
    given: `${all}\n${ends}`,
    code: `export const files = { create: async () => writer };
export const copied: Promise<number> = copy(reader, writer);
export const saved: Promise<number> = saveReceipt(files, userId('u-7'), orderId('o-12'), reader);
export const pieces: Promise<Uint8Array | null>[] = [tee(reader, writer).read(), limit(reader, 1).read()];`,
    compiles: true,
    look: look.results,
  },
  ...(
    [
      ['what copy resolves with for a text', 'export const text: Promise<string> = copy(reader, writer);'],
      [
        'what tee reads for a text',
        'export const text: Promise<string | null> = tee(reader, writer).read();',
      ],
      [
        'what limit reads for a piece, without a look at whether it is null',
        'export const lengths = limit(reader, 1).read().then((piece) => piece.length);',
      ],
      [
        'what saveReceipt resolves with for a text',
        "export const text: Promise<string> = saveReceipt({ create: async () => writer }, userId('u-7'), orderId('o-12'), reader);",
      ],
      ['an id for a number', "export const number: number = userId('u-7');"],
    ] as const
  ).map(
    ([what, code]): TypeCase => ({
      what,
      given: `${all}\n${ends}`,
      code,
      compiles: false,
      look: look.results,
    }),
  ),
];
