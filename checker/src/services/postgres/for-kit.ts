/** What the kit needs of PostgreSQL, in one piece, so that it can be loaded when a scenario first asks for a database. */
export { connectPostgres, type JudgeSession } from './connect.ts';
export { createDatabase, createRole, dropDatabase, dropRole } from './databases.ts';
export { sessionsParameters, sessionsSql, terminateSql } from './sessions.ts';
export {
  adoptTemplate,
  createTemplate,
  dropTemplate,
  sealTemplate,
  stateOfTemplate,
  templateName,
} from './templates.ts';
export { postgresTrouble } from './trouble.ts';
export { judgeUrl, urlFor } from './url-for.ts';
