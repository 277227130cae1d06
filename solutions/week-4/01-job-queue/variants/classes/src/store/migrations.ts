import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Asks } from './database.ts';

interface Step {
  readonly name: string;
  readonly text: string;
  readonly hash: string;
}

interface Done {
  readonly name: string;
  readonly hash: string;
}

export class Migrations {
  readonly #steps: readonly Step[];

  private constructor(steps: readonly Step[]) {
    this.#steps = steps;
  }

  static async in(folder: string): Promise<Migrations> {
    const files = (await readdir(folder)).filter((file) => /^\d{4}_[a-z0-9_-]+\.sql$/.test(file)).sort();
    const steps = files.map(async (file) => {
      const text = await readFile(join(folder, file), 'utf8');
      return {
        name: file.replace(/\.sql$/, ''),
        text,
        hash: createHash('sha1').update(text).digest('base64'),
      };
    });
    return new Migrations(await Promise.all(steps));
  }

  /** A transaction each, and a lock that ends with it: after each wait the world is looked at anew. */
  async up(on: Asks, tell: (line: string) => void): Promise<void> {
    for (const step of this.#steps) {
      await on.ask('BEGIN');
      try {
        if (await this.#apply(on, step)) tell(`applied ${step.name}`);
        await on.ask('COMMIT');
      } catch (error) {
        await on.ask('ROLLBACK').catch(() => []);
        throw new Error(`${step.name}.sql: ${(error as Error).message}`, { cause: error });
      }
    }
    this.#compare(await this.#done(on));
  }

  async status(on: Asks, tell: (line: string) => void): Promise<void> {
    const done = await this.#done(on);
    const names = new Set(done.map(({ name }) => name));
    for (const { name } of this.#steps) tell(`${name} ${names.has(name) ? 'applied' : 'pending'}`);
    for (const { name } of this.#foreign(done)) tell(`${name} applied`);
    this.#compare(done);
  }

  async isCurrent(on: Asks): Promise<boolean> {
    const done = await this.#done(on);
    return done.length === this.#steps.length && this.#foreign(done).length === 0;
  }

  async #apply(on: Asks, { name, text, hash }: Step): Promise<boolean> {
    await on.ask('SELECT pg_advisory_xact_lock(hashtext($1))', ['migrations of jobs']);
    await on.ask(
      'CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, hash text NOT NULL, at timestamptz DEFAULT now())',
    );
    const done = await this.#done(on);
    this.#compare(done);
    if (done.some((each) => each.name === name)) return false;
    await on.ask(text);
    await on.ask('INSERT INTO schema_migrations (name, hash) VALUES ($1, $2)', [name, hash]);
    return true;
  }

  async #done(on: Asks): Promise<readonly Done[]> {
    const [table] = await on.ask(
      `SELECT 1 FROM pg_tables WHERE schemaname = 'public' AND tablename = 'schema_migrations'`,
    );
    return table === undefined ? [] : on.ask<Done>('SELECT name, hash FROM schema_migrations ORDER BY name');
  }

  #compare(done: readonly Done[]): void {
    for (const { name } of this.#foreign(done))
      throw new Error(`${name} is applied, and there is no such file`);
    for (const { name, hash } of done) {
      if (this.#steps.find((step) => step.name === name)?.hash !== hash) {
        throw new Error(`${name} is applied, and its file has changed`);
      }
    }
  }

  #foreign(done: readonly Done[]): readonly Done[] {
    return done.filter(({ name }) => !this.#steps.some((step) => step.name === name));
  }
}
