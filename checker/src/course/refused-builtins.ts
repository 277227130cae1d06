/**
 * Built-ins that reach around the judge or around the module system. They are refused in a submission's source and in the
 * process where its module meets the driver, unless the manifest allows built-ins by name.
 */
export const refusedBuiltins: readonly string[] = [
  'inspector',
  'module',
  'repl',
  'sqlite',
  'test',
  'v8',
  'vm',
  'wasi',
];
