import { parseArgs } from 'node:util';
import { generateCompany } from './generate-company.js';
import { writeCompany } from './write-company.js';

const USAGE = 'node dist/samples/generate.js --out FOLDER [--seed N] [--ends YYYY-MM-DD] [--later WEEKS]';

function readWish() {
  const options = {
    out: { type: 'string' },
    seed: { type: 'string' },
    ends: { type: 'string' },
    later: { type: 'string' },
  } as const;
  const { values } = parseArgs({ options });
  const seed = Number(values.seed ?? 1);
  const endsOn = values.ends ? new Date(`${values.ends}T00:00:00Z`) : new Date(Date.now() - 86_400_000);
  const later = Number(values.later ?? 0);
  const isSound = Number.isInteger(seed) && Number.isInteger(later) && later >= 0 && !Number.isNaN(endsOn.getTime());
  return values.out && isSound ? { folder: values.out, seed, endsOn, later } : null;
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
