import { readFileSync } from 'node:fs';

/** The build leaves specs out (.swcrc); here they are the point. */
const swc = { ...JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8')), exclude: [], swcrc: false };

/** Unit tests lie beside the code, everything that boots the service lies in test/. One embedded Postgres serves a whole run. */
const shared = {
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  testEnvironment: '<rootDir>/test/jest/environment.js',
};

export default {
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/{src,samples,bench}/**/*.spec.ts'] },
    {
      ...shared,
      displayName: 'service',
      testMatch: ['<rootDir>/test/**/*.spec.ts'],
      globalSetup: '<rootDir>/test/jest/start-postgres.js',
      globalTeardown: '<rootDir>/test/jest/stop-postgres.js',
    },
  ],
  maxWorkers: 2,
  testTimeout: 60_000,
  reporters: ['default', '<rootDir>/test/jest/closing-line-reporter.js'],
};
