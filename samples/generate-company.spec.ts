import { readCatalogue } from './catalogue.js';
import type { Company, IssueTruth, SampleTicket } from './company.js';
import { generateCompany } from './generate-company.js';
import { ibanCheckDigits } from './personal-data.js';

const ENDS_ON = new Date('2026-11-22T00:00:00Z');
const catalogue = readCatalogue();
const SEEDS = [1, 2, 3, 7] as const;
const companies = new Map(SEEDS.map((seed) => [seed, generateCompany({ seed, endsOn: ENDS_ON }, catalogue)]));

function companyOf(seed: (typeof SEEDS)[number]): Company {
  return companies.get(seed)!;
}

function issueOf({ truth }: Company, id: string): IssueTruth {
  return truth.issues.find((issue) => issue.id === id)!;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function allText(ticket: SampleTicket): string {
  return ticket.messages.map(({ text, html }) => `${text ?? ''} ${html ?? ''}`).join('\n');
}

describe('generateCompany', () => {
  it('gives the same bytes for the same seed and others for another', () => {
    const again = generateCompany({ seed: 1, endsOn: ENDS_ON });
    expect(JSON.stringify(again)).toBe(JSON.stringify(companyOf(1)));
    expect(JSON.stringify(companyOf(2).tickets)).not.toBe(JSON.stringify(companyOf(1).tickets));
  });

  it('ends with the Sunday before any other day of the week', () => {
    const wednesday = generateCompany({ seed: 1, endsOn: new Date('2026-11-25T15:00:00Z') }, catalogue);
    expect(JSON.stringify(wednesday)).toBe(JSON.stringify(companyOf(1)));
    expect(companyOf(1).truth).toMatchObject({ starts_on: '2026-08-31', ends_on: '2026-11-22' });
  });

  it('keeps every planted date inside the period when the year changes or the clocks do', () => {
    const { truth, tickets } = generateCompany({ seed: 5, endsOn: new Date('2027-01-03T00:00:00Z') }, catalogue);
    expect(truth.weeks).toHaveLength(12);
    expect(truth.weeks.every((week) => new Date(week).getUTCDay() === 1)).toBe(true);
    expect(tickets.every(({ created_at }) => created_at >= '2026-10-12' && created_at < '2027-01-04')).toBe(true);
  });

  describe.each(SEEDS)('with seed %i', (seed) => {
    const company = companyOf(seed);
    const { tickets, truth } = company;
    const end = '2026-11-23T00:00:00.000Z';

    it('has about 2,000 tickets of 900 customers on all plans, products and channels', () => {
      expect(tickets.length).toBeGreaterThan(1850);
      expect(tickets.length).toBeLessThan(2150);
      expect(company.customers).toHaveLength(900);
      expect(new Set(tickets.map(({ plan, product, channel }) => `${plan}/${product}/${channel}`)).size).toBe(18);
      expect(new Set(tickets.map(({ external_id }) => external_id)).size).toBe(tickets.length);
      const noise = truth.tickets.filter(({ issues }) => issues.length === 0).length / tickets.length;
      expect(noise).toBeGreaterThan(0.09);
      expect(noise).toBeLessThan(0.15);
    });

    it('has tickets of two issues, repeated ones, merged ones, foreign ones and HTML mail', () => {
      const ids = new Set(tickets.map(({ external_id }) => external_id));
      const merged = tickets.filter(({ merged_into }) => merged_into !== null);
      expect(truth.tickets.filter(({ issues }) => issues.length === 2).length).toBeGreaterThan(40);
      expect(truth.tickets.filter(({ duplicate_of }) => duplicate_of !== null).length).toBeGreaterThan(25);
      expect(merged.length).toBeGreaterThan(8);
      expect(merged.every(({ merged_into }) => ids.has(merged_into!))).toBe(true);
      expect(new Set(tickets.map(({ language }) => language))).toEqual(new Set(['en', 'de', 'fr', 'es']));
      expect(tickets.filter(({ messages }) => messages[0]?.html).length).toBeGreaterThan(200);
      expect(tickets.filter(({ messages }) => messages.some((m) => m.text?.includes('\n> '))).length).toBeGreaterThan(
        30,
      );
    });

    it('tells every ticket in the order of time and before the end', () => {
      const wrong = tickets.filter((ticket) => {
        const times = ticket.messages.map(({ created_at }) => created_at);
        const inOrder = times.every((time, index) => index === 0 || time >= times[index - 1]!);
        const later = [
          ticket.updated_at,
          ticket.first_reply_at,
          ticket.solved_at,
          ticket.csat?.answered_at,
          ...ticket.reopened_at,
        ];
        const within = later.every((time) => !time || (time >= ticket.created_at && time < end));
        const closed = ['solved', 'closed'].includes(ticket.status) === (ticket.solved_at !== null);
        return !(inOrder && within && closed && times[0] === ticket.created_at);
      });
      expect(wrong).toEqual([]);
    });

    it('answers at hours at which support is open', () => {
      const replies = tickets.flatMap(({ first_reply_at }) => (first_reply_at ? [new Date(first_reply_at)] : []));
      expect(replies.length).toBeGreaterThan(1500);
      const open = replies.filter((at) => at.getUTCDay() % 6 !== 0 && at.getUTCHours() >= 8 && at.getUTCHours() <= 18);
      expect(open).toHaveLength(replies.length);
    });

    it('has survey answers on about a quarter of the solved tickets, worse after a reopening', () => {
      const solved = tickets.filter(({ solved_at }) => solved_at !== null);
      expect(company.csat.length / solved.length).toBeGreaterThan(0.2);
      expect(company.csat.length / solved.length).toBeLessThan(0.32);
      expect(new Set(company.csat.map(({ score }) => score))).toEqual(new Set([1, 2, 3, 4, 5]));
      const mean = (list: SampleTicket[]) => sum(list.map(({ csat }) => csat!.score)) / list.length;
      const answered = tickets.filter(({ csat }) => csat !== null);
      const smooth = mean(answered.filter(({ reopened_at }) => reopened_at.length === 0));
      expect(mean(answered.filter(({ reopened_at }) => reopened_at.length > 0))).toBeLessThan(smooth - 0.5);
    });

    it('plants an issue that nobody had before the last two weeks', () => {
      const { weekly } = issueOf(company, truth.new_issue.issue);
      expect(sum(weekly.slice(0, 10))).toBe(0);
      expect(weekly[10]).toBeGreaterThanOrEqual(4);
      expect(weekly[11]).toBeGreaterThanOrEqual(8);
      expect(truth.new_issue.first_seen >= truth.weeks[10]!).toBe(true);
    });

    it('plants a spike of about four times the usual in the last week, mostly on one day', () => {
      const { issue, usual_per_week, peak_day } = truth.spike;
      const { weekly } = issueOf(company, issue);
      const usual = sum(weekly.slice(0, 9)) / 9;
      expect(usual).toBeGreaterThan(usual_per_week * 0.7);
      expect(weekly[11]! / usual).toBeGreaterThan(3);
      expect(weekly[11]! / usual).toBeLessThan(6.5);
      const onPeak = tickets.filter(
        ({ created_at }, index) => created_at.startsWith(peak_day) && truth.tickets[index]!.issues.includes(issue),
      );
      expect(onPeak.length).toBeGreaterThanOrEqual(weekly[11]! * 0.4);
    });

    it('plants a slow ramp', () => {
      const { weekly } = issueOf(company, truth.ramp.issue);
      expect(sum(weekly.slice(0, 4))).toBeLessThan(16);
      expect(sum(weekly.slice(4, 8))).toBeGreaterThan(sum(weekly.slice(0, 4)));
      expect(sum(weekly.slice(8))).toBeGreaterThan(sum(weekly.slice(4, 8)));
      expect(sum(weekly.slice(8))).toBeGreaterThan(30);
    });

    it('plants five recurring issues without an article', () => {
      expect(truth.gaps).toHaveLength(5);
      const gaps = truth.gaps.map((id) => issueOf(company, id));
      expect(
        gaps.every(
          ({ article, total, weekly }) => article === null && total >= 20 && weekly.filter(Boolean).length >= 8,
        ),
      ).toBe(true);
    });

    it('plants a fix that worked and one that did not, each on at least 15 contacts a week', () => {
      expect(truth.fixes.map(({ worked }) => worked).sort()).toEqual([false, true]);
      for (const { issue, worked, shipped_at } of truth.fixes) {
        const { weekly } = issueOf(company, issue);
        expect(shipped_at).toBe(`${truth.weeks[8]}T00:00:00.000Z`);
        expect(Math.min(...weekly.slice(0, 8))).toBeGreaterThanOrEqual(15);
        const left = sum(weekly.slice(8)) / 4 / (sum(weekly.slice(0, 8)) / 8);
        expect({ worked, gone: left < 0.36, same: left > 0.75 }).toEqual({ worked, gone: worked, same: !worked });
      }
      expect(company.actions.map(({ external_id }) => external_id)).toEqual(truth.fixes.map(({ action }) => action));
    });

    it('plants a campaign that lifted all issues alike, and a restless issue that goes nowhere', () => {
      const week = truth.weeks.indexOf(truth.campaign.week);
      const perWeek = truth.weeks.map((_, index) => sum(truth.issues.map(({ weekly }) => weekly[index] ?? 0)));
      const around = (perWeek[week - 1]! + perWeek[week + 1]!) / 2;
      expect(perWeek[week]! / around).toBeGreaterThan(1.25);
      const { weekly, planted } = issueOf(company, truth.decoy.issue);
      const before = sum(weekly.slice(0, 8)) / 8;
      expect(planted).toBe('decoy');
      expect(weekly[11]).toBeLessThan(1.75 * before);
      expect(Math.abs(sum(weekly.slice(8)) / 4 - before)).toBeLessThan(0.4 * before);
    });

    it('names no real person: reserved domains, fictional numbers, test cards, valid IBANs of no bank', () => {
      const text = tickets.map(allText).join('\n');
      const domains = new Set(
        [...text.matchAll(/@([\w-]+(?:\.[\w-]+)+)/g)].map(([, domain]) => domain!.replace(/\.$/, '')),
      );
      expect([...domains].filter((domain) => !/(^|\.)example(\.(com|org|net))?$/.test(domain))).toEqual([]);
      const ibans = [...text.matchAll(/\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b/g)].map(([iban]) =>
        iban.replaceAll(' ', ''),
      );
      expect(ibans.length).toBeGreaterThan(3);
      for (const iban of ibans) {
        expect(iban.slice(2, 4)).toBe(ibanCheckDigits(iban.slice(0, 2), iban.slice(4)));
        expect(iban.slice(4)).toMatch(/^(00000|XXXX)/);
      }
      const phones = company.customers.flatMap(({ phone }) => (phone ? [phone] : []));
      const fictional = /555-01|7946 0|496 0|7700 900|23125|66969|^01 99 00/;
      expect(phones.filter((phone) => !fictional.test(phone))).toEqual([]);
    });

    it('leaves no placeholder in any text', () => {
      const left = tickets.filter((ticket) => /\{\w+\}|undefined|NaN/.test(`${ticket.subject} ${allText(ticket)}`));
      expect(left.map(({ external_id }) => external_id)).toEqual([]);
    });
  });
});
