import { readAll } from './tools.ts';

readAll(new URL('..', import.meta.url).pathname);
