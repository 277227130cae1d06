// What your tests and the judge import.
export { Money } from './money.ts';
export { PathError } from './path-error.ts';
export { createRepository, type Entity, type Repository } from './repository.ts';
export { type Path, updateAt } from './update-at.ts';
