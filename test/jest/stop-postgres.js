import { rmSync } from 'node:fs';

export default async function stopPostgres() {
  await globalThis.testPostgres?.release();
  if (globalThis.testPostgres) rmSync(globalThis.testPostgres.folder, { recursive: true, force: true });
}
