const all: Buffer[] = [];
for (let count = 0; count < 128; count += 1) {
  all.push(Buffer.alloc(2 ** 23, 1));
  await new Promise((over) => setTimeout(over, 5));
}
await new Promise((over) => setTimeout(over, 1500));
