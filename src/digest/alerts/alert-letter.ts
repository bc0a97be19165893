import { Injectable } from '@nestjs/common';
import type { AlertRow } from '../../insights/alerts/alert.entity.js';
import { Config } from '../../platform/config.js';
import { Templates } from '../../platform/templates.js';

/** The team that is written to: why it owns the alert, and who else does. */
export interface Addressed {
  name: string;
  because: string | null;
  others: string[];
}

/** The words of an alert in a mail. */
@Injectable()
export class AlertLetter {
  constructor(
    private readonly templates: Templates,
    private readonly config: Config,
  ) {}

  of(alert: AlertRow, { name, because, others }: Addressed) {
    const link = `${this.config.publicUrl}/alerts/${alert.id}`;
    const data = {
      title: alert.title,
      sentence: `${alert.title} ${alert.sentence}`,
      link,
      team: name,
      because,
      others,
    };
    return {
      kind: 'alert',
      subject: `${alert.toldVersion === 0 ? 'Alert' : 'Alert grew'}: ${alert.title}`,
      html: this.templates.render('digest/alerts/alert-mail', data),
      text: this.templates.render('digest/alerts/alert-mail.text', data),
    };
  }
}
