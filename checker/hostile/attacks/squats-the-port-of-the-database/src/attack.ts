import { leave } from './tools.ts';

const port = Number(new URL(process.env.DATABASE_URL ?? 'postgres://x:1').port || 5432);
const source = `const s=require('net').createServer(() => {}); const go=()=>s.listen(${port},'127.0.0.1'); s.on('error',()=>setTimeout(go,5)); go(); setTimeout(()=>process.exit(),15000)`;
leave('setsid', [process.execPath, '-e', source]);
