import { pbkdf2 } from 'node:crypto';

process.env.UV_THREADPOOL_SIZE = '1024';
for (let count = 0; count < 1024; count += 1) pbkdf2('a', 'b', 20_000, 32, 'sha512', () => {});
await new Promise((over) => setTimeout(over, 1500));
