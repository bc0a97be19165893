import { ConflictException, Injectable, Logger, UnprocessableEntityException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SYSTEM } from '../../platform/audit/actor.js';
import { Config } from '../../platform/config.js';
import { ForbiddenTarget, Outbound, type OutboundAnswer } from '../../platform/outbound/outbound.js';
import { Action } from '../actions/action.entity.js';
import { ActionsService, type Decision } from '../actions/actions.service.js';
import { issueOfUrl } from '../actions/issue-url.js';
import { createdIssue, creationCall, type CreatedIssue, plainMarkdown } from './tracker-api.js';
import { changesFor, type IssueNews } from './tracker-events.js';
import type { Tracker } from './tracker.entity.js';
import { OutsideIssue } from './outside-issue.entity.js';
import { TrackersService } from './trackers.service.js';

const ANSWER_BYTES = 512 * 1024;
/** Errors before anything was sent. After any other one the issue may exist. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
/** Longer than a call can take: a claim this old was left by a process that died. */
const LEASE_MS = 120_000;

@Injectable()
export class OutsideIssuesService {
  private readonly logger = new Logger(OutsideIssuesService.name);

  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
    private readonly outbound: Outbound,
    private readonly trackers: TrackersService,
    private readonly actions: ActionsService,
  ) {}

  /** The issue of an action, or null. A claim whose holder died counts as unknown. */
  async of(actionId: string, now: Date): Promise<OutsideIssue | null> {
    const issue = await this.db.getRepository(OutsideIssue).findOneBy({ actionId });
    if (!issue) return null;
    const isLost = issue.state === 'creating' && now.getTime() - issue.claimedAt.getTime() > LEASE_MS;
    return isLost ? { ...issue, state: 'unknown' } : issue;
  }

  /**
   * Makes an issue for an action, once: a claim row is written before the tracker is called. When nobody knows whether the
   * issue was made, the claim stays as unknown until a person has looked.
   */
  async create(actionId: string, trackerId: string, decision: Decision): Promise<Action> {
    const action = await this.actions.get(actionId);
    const tracker = await this.trackers.get(trackerId);
    await this.claim(action, tracker, decision.now);
    const issue = await this.ask(action, tracker);
    return this.db.transaction(async (em) => {
      const told = { state: 'linked', status: issue.status, statusAt: issue.at } as const;
      await em.update(OutsideIssue, { actionId }, told);
      return this.actions.change(actionId, { outsideUrl: issue.url }, decision, em);
    });
  }

  /** A person has looked: the issue of an unclear claim does not exist. */
  async forget(actionId: string, now: Date): Promise<void> {
    const issue = await this.of(actionId, now);
    if (issue?.state === 'unknown') await this.db.getRepository(OutsideIssue).delete({ actionId });
  }

  /** Moves every action that links to the issue. News older than what is known changes nothing. Returns how many moved. */
  async follow(news: IssueNews, now: Date): Promise<number> {
    const actions = await this.db.getRepository(Action).findBy({ outsideUrl: news.url });
    let moved = 0;
    for (const action of actions) if (await this.followOne(action, news, now)) moved++;
    return moved;
  }

  private followOne(action: Action, news: IssueNews, now: Date): Promise<boolean> {
    return this.db.transaction(async (em) => {
      const rows = await em.query<unknown[]>(
        `INSERT INTO outside_issue (action_id, state, status, status_at, claimed_at) VALUES ($1, 'linked', $2, $3, $4)
         ON CONFLICT (action_id) DO UPDATE SET state = 'linked', status = $2, status_at = $3
         WHERE outside_issue.status_at IS NULL OR outside_issue.status_at < $3 RETURNING action_id`,
        [action.id, news.status, news.at, now],
      );
      if (rows.length === 0) return false;
      const label = issueOfUrl(news.url)?.label ?? 'the tracker';
      const changes = changesFor(action.status, news, label);
      if (changes) await this.actions.change(action.id, changes, { actor: SYSTEM, now }, em);
      return changes !== null;
    });
  }

  private async claim(action: Action, tracker: Tracker, now: Date): Promise<void> {
    const row = { actionId: action.id, trackerId: tracker.id, status: null, statusAt: null, claimedAt: now };
    const values: OutsideIssue = { ...row, state: 'creating' };
    const insert = this.db.createQueryBuilder().insert().into(OutsideIssue).values(values).orIgnore();
    const { raw } = await insert.returning('action_id').execute();
    if (action.outsideUrl || (raw as unknown[]).length === 0)
      throw new ConflictException({ code: 'action.has-issue', message: 'This action has an outside issue already.' });
  }

  private async ask(action: Action, tracker: Tracker): Promise<CreatedIssue> {
    let answer: OutboundAnswer;
    try {
      const refused = this.trackers.refusal(tracker.apiUrl);
      if (refused) throw new ForbiddenTarget(refused);
      const call = creationCall(tracker, this.trackers.tokenOf(tracker), this.draft(action));
      answer = await this.outbound.post({ ...call, answerBytes: ANSWER_BYTES });
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? (error as Error).name;
      return this.giveUp(action, error instanceof ForbiddenTarget || NEVER_SENT.has(code), code);
    }
    const issue = answer.status === 201 ? createdIssue(tracker.kind, answer.body) : null;
    return issue ?? this.giveUp(action, answer.status >= 300 && answer.status < 500, `answered ${answer.status}`);
  }

  /** Frees the claim when the tracker certainly made nothing; else keeps it as unknown. */
  private async giveUp(action: Action, isCertain: boolean, reason: string): Promise<never> {
    const issues = this.db.getRepository(OutsideIssue);
    if (isCertain) await issues.delete({ actionId: action.id });
    else await issues.update({ actionId: action.id }, { state: 'unknown' });
    this.logger.warn({ event: 'issue.not-created', action: action.id, reason, isCertain });
    const message = isCertain
      ? `The tracker made no issue (${reason}).`
      : `Nobody knows whether the issue exists (${reason}).`;
    throw new UnprocessableEntityException({ code: 'issue.not-created', message });
  }

  /** Counts and a link; customers' words stay here, since a tracker may be public. */
  private draft({ id, title }: Action): { title: string; text: string } {
    const page = `${this.config.publicUrl}/actions/${id}`;
    const text = `Decided in Hearback, where the evidence, the quotes and later the effect stand: ${page}`;
    return { title: plainMarkdown(title).replaceAll('\\', ''), text };
  }
}
