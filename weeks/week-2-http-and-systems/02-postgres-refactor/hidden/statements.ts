import type { Fixtures, PostgresDatabase, Service, ServiceHost } from 'checker/kit';

export type Link = Awaited<ReturnType<Fixtures['relay']['postgres']>>;
export type Statement = ReturnType<Link['statements']>[number];

/** The service behind a relay that reads along. */
export async function startBehind(
  service: ServiceHost,
  relay: Fixtures['relay'],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly running: Service; readonly link: Link; readonly database: PostgresDatabase }> {
  const database = await service.database();
  const link = await relay.postgres(database);
  const running = await service.start({ env: { DATABASE_URL: link.url, ...env } });
  return { running, link, database };
}

/** What a statement does to transactions; null where it does nothing to them. Several may stand in one text. */
export function transactionWords(sql: string): readonly ('begin' | 'end')[] {
  return partsOf(sql).flatMap((part) => {
    if (/^(BEGIN|START\s+TRANSACTION)\b/i.test(part)) return ['begin' as const];
    if (/^(COMMIT|END|ABORT)\b/i.test(part)) return ['end' as const];
    if (/^ROLLBACK\b/i.test(part) && !/\bTO\b/i.test(part)) return ['end' as const];
    return [];
  });
}

export function isCommit(sql: string): boolean {
  return partsOf(sql).some((part) => /^(COMMIT|END)\b/i.test(part));
}

/** Whether it changes rows of the page's tables. */
export function writes({ sql }: Pick<Statement, 'sql'>): boolean {
  return /\b(INSERT\s+INTO|UPDATE|DELETE\s+FROM|MERGE\s+INTO)\s+(ONLY\s+)?("?public"?\.)?"?(tasks|task_history)\b/i.test(
    sql,
  );
}

/** For a failure: what was said, in order, a line each. */
export function tellStatements(statements: readonly Statement[]): string {
  const lines = statements.map(
    ({ connection, sql }) => `connection ${connection}: ${sql.replaceAll(/\s+/g, ' ').trim().slice(0, 90)}`,
  );
  const shown = lines.slice(0, 14);
  return [...shown, ...(lines.length > shown.length ? [`and ${lines.length - shown.length} more`] : [])].join(
    '; ',
  );
}

function partsOf(sql: string): readonly string[] {
  const bare = sql.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ');
  return bare
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
