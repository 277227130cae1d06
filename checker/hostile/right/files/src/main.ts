import './attack.ts';

console.log(`harmless ${process.argv[3]}`);
