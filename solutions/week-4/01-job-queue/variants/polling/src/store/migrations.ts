import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { Ask } from './connect.ts';

type Migration = Readonly<{ name: string; text: string; sum: string }>;
type Applied = Readonly<{ name: string; sum: string }>;

export const migrationsIn = (folder: string): readonly Migration[] =>
  readdirSync(folder)
    .flatMap((file) => /^(\d{4}_[a-z0-9_-]+)\.sql$/.exec(file)?.[1] ?? [])
    .sort()
    .map((name) => {
      const text = readFileSync(`${folder}/${name}.sql`, 'utf8');
      return { name, text, sum: createHash('md5').update(text).digest('hex') };
    });

export async function applied(ask: Ask): Promise<readonly Applied[]> {
  try {
    return await ask<Applied>('SELECT name, sum FROM public.schema_migrations ORDER BY name');
  } catch (error) {
    // There is no such table.
    if (Reflect.get(Object(error), 'code') === '42P01') return [];
    throw error;
  }
}

export const isCurrent = (migrations: readonly Migration[], done: readonly Applied[]): boolean =>
  migrations.length === done.length && migrations.every(({ name }) => done.some((row) => row.name === name));

/** What keeps these files and this database from going together. */
export const quarrels = (migrations: readonly Migration[], done: readonly Applied[]): readonly string[] =>
  done.flatMap(({ name, sum }) => {
    const file = migrations.find((migration) => migration.name === name);
    if (file === undefined) return [`${name}: applied, but without a file here`];
    return file.sum === sum ? [] : [`${name}: changed since it was applied`];
  });

/** Everybody asks for the lock now and then, until it is theirs. */
export async function up(
  ask: Ask,
  migrations: readonly Migration[],
  wait: () => Promise<void>,
): Promise<readonly string[]> {
  const locked = async () =>
    (await ask<{ mine: boolean }>('SELECT pg_try_advisory_lock(20, 27) AS mine'))[0]?.mine === true;
  while (!(await locked())) await wait();
  await ask('CREATE TABLE IF NOT EXISTS public.schema_migrations (name text PRIMARY KEY, sum text NOT NULL)');
  const done = await applied(ask);
  const wrong = quarrels(migrations, done);
  if (wrong.length > 0) return wrong;
  for (const { name, text, sum } of migrations) {
    if (done.some((row) => row.name === name)) continue;
    try {
      await ask('BEGIN');
      await ask(text);
      await ask('INSERT INTO public.schema_migrations VALUES ($1, $2)', [name, sum]);
      await ask('COMMIT');
    } catch (error) {
      return [`${name}.sql: ${(error as Error).message}`];
    }
  }
  return [];
}
