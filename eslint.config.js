import jest from 'eslint-plugin-jest';
import tseslint from 'typescript-eslint';

/** The limits police the tail: most functions are 5 to 15 lines, none may grow into a page. */
const limits = {
  complexity: ['error', 12],
  'max-depth': ['error', 3],
  'max-params': ['error', 5],
  'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 45, skipBlankLines: true, skipComments: true }],
};

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'data', 'outbox', 'models'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    rules: {
      ...limits,
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  { files: ['src/cli/**', 'bench/**', 'drill/**', 'samples/**'], rules: { 'no-console': 'off' } },
  {
    // A migration is one long statement of SQL.
    files: ['**/*.spec.ts', 'test/**', 'bench/**', 'drill/**', 'migrations/**'],
    rules: { 'max-lines-per-function': 'off', 'max-lines': 'off' },
  },
  {
    files: ['**/*.spec.ts'],
    plugins: { jest },
    rules: {
      'jest/no-focused-tests': 'error',
      'jest/no-identical-title': 'error',
      'jest/no-conditional-expect': 'error',
      'jest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expect*', '**.expect', 'fc.assert'] }],
    },
  },
);
