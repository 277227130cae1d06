import { stay } from './tools.ts';

await stay();
