import { randomBytes } from 'node:crypto';
import { query } from './query.ts';
import { attemptAsync } from './tools.ts';

for (const name of ['postgres', 'template1', 'template0']) {
  const elsewhere = (url: URL) => {
    url.pathname = `/${name}`;
  };
  await attemptAsync(async () => {
    const found = await query('SELECT word FROM notes', elsewhere);
    console.log(`found ${/[0-9a-f]{16}/.exec(found)?.[0]}`);
  });
  await attemptAsync(async () => {
    const nonce = randomBytes(8).toString('hex');
    await query(`CREATE TABLE notes AS SELECT '${nonce}' AS word; GRANT ALL ON notes TO public`, elsewhere);
    console.log(`left ${nonce}`);
  });
}
