import { targets } from './targets.ts';
import { attemptAsync } from './tools.ts';

await attemptAsync(async () => {
  const { secret } = (await import(`${targets.neighbour}/src/main.ts`)) as { secret: string };
  console.log(secret);
});
