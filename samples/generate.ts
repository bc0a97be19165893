import { parseArgs } from 'node:util';
import { generateCompany } from './generate-company.js';
import { writeCompany } from './write-company.js';

const USAGE = 'node dist/samples/generate.js --out FOLDER [--seed N] [--ends YYYY-MM-DD]';

function readWish() {
  const options = { out: { type: 'string' }, seed: { type: 'string' }, ends: { type: 'string' } } as const;
  const { values } = parseArgs({ options });
  const seed = Number(values.seed ?? 1);
  const endsOn = values.ends ? new Date(`${values.ends}T00:00:00Z`) : new Date(Date.now() - 86_400_000);
  if (!values.out || !Number.isInteger(seed) || Number.isNaN(endsOn.getTime())) return null;
  return { folder: values.out, seed, endsOn };
}

const wish = readWish();
if (wish) {
  const company = generateCompany(wish);
  writeCompany(wish.folder, company);
  const { starts_on, ends_on } = company.truth;
  console.log(`${company.tickets.length} tickets from ${starts_on} to ${ends_on} in ${wish.folder}`);
} else {
  console.error(`Usage: ${USAGE}`);
  process.exitCode = 2;
}
