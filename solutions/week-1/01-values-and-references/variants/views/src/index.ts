export { type Path, PathError, updateAt } from './lenses.ts';
export { Money } from './money.ts';
export { createRepository, type Entity, type Repository } from './views.ts';
