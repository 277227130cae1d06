import { parseArgs } from 'node:util';

export class BadUsage extends Error {}

/** The words of one command line. */
export class Arguments {
  readonly command: string | undefined;
  readonly rest: readonly string[];
  readonly #flags: Map<string, string | true>;

  constructor(argv: readonly string[]) {
    const { positionals, values } = this.#parse(argv);
    [this.command, ...this.rest] = positionals;
    const given = Object.entries(values).map(([flag, value]): [string, string | true] => [
      flag,
      typeof value === 'string' ? value : true,
    ]);
    this.#flags = new Map(given);
  }

  has(flag: string): boolean {
    return this.#flags.has(flag);
  }

  text(flag: string): string | undefined {
    const value = this.#flags.get(flag);
    return typeof value === 'string' ? value : undefined;
  }

  allow(...flags: string[]): void {
    for (const flag of this.#flags.keys()) {
      if (flag !== 'timeout' && !flags.includes(flag))
        throw new BadUsage(`${this.command} has no option --${flag}`);
    }
  }

  only(what: string): string {
    const [value] = this.rest;
    if (value === undefined || this.rest.length > 1)
      throw new BadUsage(`${this.command} needs exactly one ${what}`);
    return value;
  }

  nothing(): void {
    if (this.rest.length > 0) throw new BadUsage(`${this.command} takes options only`);
  }

  id(): number {
    const text = this.only('id');
    if (!/^[1-9]\d{0,14}$/.test(text)) throw new BadUsage(`not an id: ${text}`);
    return Number(text);
  }

  timeout(): number | null {
    const text = this.text('timeout');
    if (text === undefined) return null;
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= 1 && value <= 0x7fffffff)) throw new BadUsage(`not a number of milliseconds: ${text}`);
    return value;
  }

  #parse(argv: readonly string[]) {
    const string = { type: 'string' } as const;
    const boolean = { type: 'boolean' } as const;
    try {
      return parseArgs({
        args: [...argv],
        allowPositionals: true,
        options: {
          due: string,
          format: string,
          help: boolean,
          json: boolean,
          priority: string,
          status: string,
          timeout: string,
          title: string,
          version: boolean,
        },
      });
    } catch (error) {
      throw new BadUsage(
        error instanceof Error ? error.message.replaceAll('\n', ' ') : 'unreadable arguments',
      );
    }
  }
}
