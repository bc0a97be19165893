import { Injectable } from '@nestjs/common';
import { NoticesService } from '../notices/notices.service.js';
import { count } from '../rendering/words.js';
import { OutsideIssuesService } from '../trackers/outside-issues.service.js';
import { TrackersService } from '../trackers/trackers.service.js';
import type { Action } from './action.entity.js';

/** The parts of an action's page that other topics own: its issue elsewhere, and what customers were told. */
@Injectable()
export class ActionPanels {
  constructor(
    private readonly trackers: TrackersService,
    private readonly issues: OutsideIssuesService,
    private readonly notices: NoticesService,
  ) {}

  async of(action: Action) {
    const issue = await this.issues.of(action.id, new Date());
    const trackers = await this.trackers.list();
    return {
      issue: issue ? { status: issue.status, isUnclear: issue.state === 'unknown' } : null,
      trackers,
      mayCreateIssue: !issue && !action.outsideUrl && trackers.length > 0,
      notice: await this.noticeOf(action.id),
    };
  }

  private async noticeOf(actionId: string): Promise<{ words: string; isDraft: boolean } | null> {
    const notice = await this.notices.find(actionId);
    if (!notice) return null;
    const told = (await this.notices.recipients(notice.id)).filter(({ leftOut }) => leftOut === null).length;
    const people = count(told, 'customer', 'customers');
    return notice.state === 'draft'
      ? { words: `A notice to ${people} waits for approval.`, isDraft: true }
      : { words: `${people} told.`, isDraft: false };
  }
}
