import { drills } from './registry.js';

/** `npm run drill -- P6 [P11 ...] [--long]`: tries promises, prints tables, and exits with 1 when one is missed. */
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const isLong = process.argv.includes('--long');
const ids = wanted.length > 0 ? wanted.map((id) => id.toUpperCase()) : Object.keys(drills);
let missed = 0;

for (const id of ids) {
  const load = drills[id];
  if (!load) {
    console.error(`There is no drill ${id}. There are: ${Object.keys(drills).join(', ')}`);
    process.exit(2);
  }
  const drill = await load();
  console.log(`\n${drill.id}  ${drill.promise}${isLong ? '' : '  (short form; --long for the full counts)'}`);
  const started = Date.now();
  const findings = await drill.run({ isLong });
  const width = Math.max(...findings.map(({ what }) => what.length));
  for (const { what, wanted: want, seen, isMet } of findings) {
    console.log(`  ${isMet ? 'met   ' : 'MISSED'}  ${what.padEnd(width)}  wanted ${want.padStart(12)}   seen ${seen}`);
  }
  console.log(`  ${Math.round((Date.now() - started) / 1000)} s`);
  missed += findings.filter(({ isMet }) => !isMet).length;
}
console.log(missed === 0 ? '\nAll met.' : `\n${missed} missed.`);
process.exit(missed === 0 ? 0 : 1);
