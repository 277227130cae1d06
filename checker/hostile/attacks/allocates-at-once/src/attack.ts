const all = Buffer.alloc(2 ** 30, 1);
await new Promise((over) => setTimeout(over, 1500));
if (all.length === 0) throw new Error('empty');
