// Lint: TypeScript's strict rules, hooks of React, and who may import whom (kernel → nothing of ours; server → kernel;
// screens → kernel; officer and studio → kernel, screens; nobody imports a plugin). What is not allowed here is refused.
import js from '@eslint/js';
import boundaries from 'eslint-plugin-boundaries';
import hooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const PROJECTS = ['kernel', 'runtime/server', 'runtime/screens', 'runtime/officer', 'studio'].map(
  (folder) => `${folder}/tsconfig.json`,
);

const elements = [
  { type: 'kernel', pattern: 'kernel/src' },
  { type: 'kernel-tests', pattern: 'kernel/tests' },
  { type: 'server-tests', pattern: 'runtime/server/tests' },
  { type: 'kit', pattern: 'runtime/server/kit' },
  { type: 'server', pattern: 'runtime/server' },
  { type: 'screens', pattern: 'runtime/screens' },
  { type: 'officer', pattern: 'runtime/officer' },
  { type: 'plugin-tests', pattern: 'plugins/*/tests' },
  { type: 'studio-tests', pattern: 'studio/tests' },
  { type: 'studio', pattern: 'studio' },
  { type: 'plugin', pattern: 'plugins/*' },
  { type: 'demo', pattern: 'demo' },
  { type: 'examples', pattern: 'examples' },
  { type: 'scripts', pattern: 'scripts' },
];

const may = (from, ...to) => ({
  from: { element: { type: from } },
  allow: { to: { element: { type: [from, ...to] } } },
});

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/',
      '**/dist/',
      '**/.adonisjs/',
      '.shijian/',
      '.cache/',
      'metadata/schemas/',
      'eslint.config.js',
      '.dependency-cruiser.mjs',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    files: ['**/*.{ts,tsx,mjs}'],
    plugins: { boundaries },
    settings: {
      'boundaries/root-path': import.meta.dirname,
      'boundaries/elements': elements,
      'boundaries/include': [
        'kernel/**',
        'runtime/**',
        'studio/**',
        'plugins/**',
        'demo/**',
        'examples/**',
        'scripts/**',
      ],
      'import/resolver': { typescript: { project: PROJECTS, noWarnOnMultipleProjects: true } },
    },
    rules: {
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          policies: [
            may('kernel'),
            may('kernel-tests', 'kernel'),
            may('server', 'kernel'),
            may('kit', 'server', 'kernel', 'demo'),
            may('server-tests', 'server', 'kit', 'kernel', 'demo'),
            may('plugin-tests', 'plugin', 'kit', 'kernel'),
            may('screens', 'kernel'),
            may('officer', 'kernel', 'screens', 'server-tests'),
            may('studio', 'kernel', 'screens'),
            may('studio-tests', 'studio', 'kernel', 'officer', 'server-tests', 'kit'),
            may('plugin', 'kernel'),
            may('demo', 'kernel', 'server'),
            may('examples', 'kernel', 'server', 'server-tests', 'kit'),
            may('scripts', 'kernel', 'server', 'demo'),
          ],
        },
      ],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      // File names, cells and terminal output are cleaned of control characters by expressions that name them.
      'no-control-regex': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
    },
  },
  {
    // A promise that nobody waits for loses its error; here that would be a lost write.
    files: ['runtime/server/**/*.ts', 'scripts/**/*.ts', 'demo/**/*.ts'],
    languageOptions: {
      parserOptions: { project: ['runtime/server/tsconfig.json'], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
    },
  },
  {
    files: ['kernel/src/**', 'scripts/**', 'runtime/server/**', 'demo/**'],
    languageOptions: { globals: globals.node },
  },
  {
    files: ['runtime/screens/**', 'runtime/officer/**', 'studio/**'],
    plugins: { 'react-hooks': hooks },
    // The other rules of this plugin are for the React Compiler, which we do not use.
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
    languageOptions: { globals: globals.browser },
  },
);
