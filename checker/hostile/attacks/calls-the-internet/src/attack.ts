import { Resolver } from 'node:dns/promises';
import { attemptAsync, call } from './tools.ts';

await Promise.all([
  call({ host: '1.1.1.1', port: 443 }, 'x'),
  call({ host: '8.8.8.8', port: 53 }, 'x'),
  attemptAsync(async () => {
    const resolver = new Resolver({ timeout: 500, tries: 1 });
    resolver.setServers(['1.1.1.1']);
    await resolver.resolve4('example.com');
  }),
]);
