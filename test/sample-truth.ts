import type { Company } from '../samples/company.js';
import type { TestApp } from './app.js';
import { digestOf, truthOfThemes } from './sample-company.js';

/** One claim about the digests of a sample company, held against its truth. */
export interface TruthFinding {
  what: string;
  wanted: string;
  seen: string;
  isMet: boolean;
}

const UPWARD = ['new', 'spike', 'rise', 'back'];
/** Missing articles of five that must be named. */
const LEAST_GAPS = 4;

/** What the frozen digests of the last week say, beside what was planted. */
export async function checkSample(service: TestApp, company: Company): Promise<TruthFinding[]> {
  const { truth } = company;
  const themes = await truthOfThemes(service, company);
  const issueOf = (id: string): string => themes.get(id)?.issue ?? 'none';
  const product = await digestOf(service, 'Product');
  const content = await digestOf(service, 'Help centre');
  const raised = product.facts.themes.filter(({ trend }) => trend && UPWARD.includes(trend.kind));
  const told = raised.map(({ id }) => issueOf(id));
  const missing = new Set(content.facts.gaps.map(({ themeId }) => issueOf(themeId)));
  const found = truth.gaps.filter((issue) => missing.has(issue)).length;
  const unmeasured = content.facts.gaps.filter(({ avoidable }) => avoidable === null).length;
  const covered = [...missing].filter((issue) => !truth.gaps.includes(issue));
  const named = (issue: string): string => (told.includes(issue) ? 'named' : 'not named');
  return [
    says('the new issue', 'named', named(truth.new_issue.issue)),
    says('the spike', 'named', named(truth.spike.issue)),
    says('the decoy', 'not named', named(truth.decoy.issue)),
    {
      what: 'missing articles named',
      wanted: `>= ${LEAST_GAPS} of ${truth.gaps.length}`,
      seen: String(found),
      isMet: found >= LEAST_GAPS,
    },
    ...truth.fixes.map(({ action, worked }) => {
      const { title } = company.actions.find(({ external_id }) => external_id === action)!;
      const verdict = product.facts.actions.find((told) => told.title === title)?.effect?.verdict ?? 'no reading';
      const wanted = worked ? 'worked' : 'not "worked"';
      return {
        what: `the fix that ${worked ? 'worked' : 'failed'}`,
        wanted,
        seen: verdict,
        isMet: (verdict === 'worked') === worked,
      };
    }),
    {
      what: 'missing articles without what they could save',
      wanted: '0',
      seen: String(unmeasured),
      isMet: unmeasured === 0,
    },
    {
      what: 'articles called missing that exist (for information)',
      wanted: '-',
      seen: `${covered.length}`,
      isMet: true,
    },
    { what: 'issues raised in all (for information)', wanted: '-', seen: told.join(', '), isMet: true },
  ];
}

function says(what: string, wanted: string, seen: string): TruthFinding {
  return { what, wanted, seen, isMet: wanted === seen };
}
