// Dependencies point one way: cli and web → judge, written, progress, report, fleet → box, services, workspace → course.
// The kit is what hidden tests import: it may use the box, the static checks and the shapes of a verdict.
const upper = '^checker/src/(cli|web)';
const middle = '^checker/src/(judge|written|progress|report|fleet|integrity)';
const lower = '^checker/src/(box|services|workspace|intake)';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'nobody-imports-the-command-line',
      severity: 'error',
      from: { pathNot: `${upper}|^checker/src/main|^checker/test` },
      to: { path: upper },
    },
    {
      name: 'the-ground-knows-no-judge',
      severity: 'error',
      from: { path: lower },
      to: { path: middle, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'the-course-knows-nobody',
      severity: 'error',
      from: { path: '^checker/src/course' },
      to: { path: '^checker/src/(?!course|errors)' },
    },
    {
      name: 'reports-run-nothing',
      severity: 'error',
      from: { path: '^checker/src/report' },
      to: { path: '^checker/src/(box|services)' },
    },
    {
      name: 'the-kit-stays-below-the-judge',
      severity: 'error',
      from: { path: '^checker/kit' },
      to: { path: '^checker/src/(cli|web|report|progress|fleet|workspace)' },
    },
    {
      name: 'no-tests-in-code',
      severity: 'error',
      from: { pathNot: '\\.test\\.ts$|^checker/test' },
      to: { path: '\\.test\\.ts$' },
    },
    {
      name: 'no-undeclared-packages',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'checker/test/(fixtures|golden)|/fixtures/|checker/hostile/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types'] },
  },
};
