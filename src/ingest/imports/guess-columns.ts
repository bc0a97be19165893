/** What a column of an import can hold. */
export const COLUMN_NAMES = {
  text: [
    'text',
    'message',
    'body',
    'comment',
    'comments',
    'description',
    'feedback',
    'content',
    'verbatim',
    'review',
    'question',
    'utterance',
    'query',
    'complaint',
    'request',
    'message_text',
    'ticket_text',
    'ticket_body',
    'first_message',
    'ticket_description',
    'customer_message',
    'tweet',
  ],
  html: ['html', 'html_body', 'body_html', 'description_html'],
  subject: ['subject', 'title', 'summary', 'headline', 'ticket_subject'],
  id: [
    'id',
    'external_id',
    'ticket_id',
    'ticket',
    'ticket_number',
    'number',
    'key',
    'case_id',
    'conversation_id',
    'feedback_id',
    'message_id',
    'uuid',
    'ref',
    'reference',
  ],
  createdAt: [
    'created_at',
    'created',
    'date',
    'created_on',
    'creation_date',
    'timestamp',
    'time',
    'occurred_at',
    'received_at',
    'opened_at',
    'submitted_at',
    'posted_at',
    'datetime',
    'created_time',
    'ticket_created',
  ],
  updatedAt: ['updated_at', 'updated', 'modified_at', 'last_modified', 'updated_on'],
  customerId: [
    'customer_id',
    'customer',
    'user_id',
    'requester_id',
    'contact_id',
    'author_id',
    'account_id',
    'requester',
    'user',
    'client_id',
  ],
  customerEmail: [
    'customer_email',
    'email',
    'requester_email',
    'user_email',
    'contact_email',
    'from',
    'e_mail',
    'mail',
  ],
  customerName: ['customer_name', 'requester_name', 'user_name', 'name', 'contact_name', 'full_name', 'requester'],
  channel: ['channel', 'via', 'source_channel', 'medium', 'ticket_channel'],
  product: ['product', 'product_name', 'brand', 'app', 'module'],
  plan: ['plan', 'tier', 'subscription', 'customer_plan', 'segment'],
  language: ['language', 'lang', 'locale', 'language_code'],
  stage: ['stage', 'journey_stage', 'lifecycle_stage'],
  team: ['team', 'group', 'assigned_group', 'department', 'queue'],
  agent: ['agent', 'assignee', 'agent_id', 'assigned_to', 'agent_name', 'owner'],
  status: ['status', 'state', 'ticket_status'],
  priority: ['priority', 'severity', 'urgency'],
  tags: ['tags', 'labels', 'tag', 'label', 'category', 'categories', 'topic', 'ticket_type', 'type'],
  score: [
    'score',
    'rating',
    'csat',
    'nps',
    'satisfaction',
    'stars',
    'csat_score',
    'nps_score',
    'satisfaction_rating',
    'satisfaction_score',
  ],
  scoreKind: ['score_kind', 'survey_kind', 'survey_type'],
  firstReplyAt: ['first_reply_at', 'first_response_at', 'first_replied_at'],
  firstReplyMinutes: ['first_reply_time_in_minutes', 'first_response_time_in_minutes'],
  solvedAt: ['solved_at', 'resolved_at', 'closed_at', 'completed_at'],
  reopens: ['reopens', 'reopened', 'reopen_count', 'reopened_count'],
  escalated: ['escalated', 'is_escalated', 'escalation'],
  url: ['url', 'link', 'permalink', 'ticket_url'],
  source: ['source', 'provider', 'platform'],
} as const satisfies Record<string, readonly string[]>;

export type ColumnRole = keyof typeof COLUMN_NAMES;
/** Role to column name; roles that no column plays are absent. */
export type ColumnMapping = Partial<Record<ColumnRole, string>>;

const ROLES = Object.keys(COLUMN_NAMES) as ColumnRole[];

const normalised = (name: string) =>
  name
    .trim()
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '');

/** The role a column's name alone suggests, or null. Case, spaces and camelCase do not matter. */
export function roleOfName(name: string): ColumnRole | null {
  const plain = normalised(name);
  return ROLES.find((role) => (COLUMN_NAMES[role] as readonly string[]).includes(plain)) ?? null;
}

/** A text column without a known name must read like sentences: this many words on average. */
const MIN_WORDS = 3;

/**
 * Says which column holds what: by name first (the earlier name in the list wins), and for the text by content:
 * the column with the longest average cell of at least three words. `mapping.text` stays absent when nothing reads like text.
 */
export function guessColumns(columns: string[], sample: Record<string, unknown>[]): ColumnMapping {
  const mapping: ColumnMapping = {};
  for (const role of ROLES) {
    const column = bestNamed(role, columns, sample);
    if (column !== undefined) mapping[role] = column;
  }
  if (mapping.text === undefined) {
    const text = wordiest(columns, sample, Object.values(mapping)) ?? mapping.subject;
    if (text !== undefined) mapping.text = text;
  }
  return mapping;
}

/** One line for a person: `text <- message, id <- ticket_id`. */
export function describeMapping(mapping: ColumnMapping): string {
  return ROLES.filter((role) => mapping[role] !== undefined)
    .map((role) => `${role} <- ${mapping[role]}`)
    .join(', ');
}

function bestNamed(role: ColumnRole, columns: string[], sample: Record<string, unknown>[]): string | undefined {
  const names = COLUMN_NAMES[role] as readonly string[];
  const rank = (column: string) => names.indexOf(normalised(column));
  return columns
    .filter((column) => rank(column) >= 0 && (role !== 'text' || sample.some((row) => isWritten(row[column]))))
    .sort((a, b) => rank(a) - rank(b))[0];
}

const isWritten = (value: unknown) => typeof value === 'string' && /\p{L}/u.test(value);

function wordiest(columns: string[], sample: Record<string, unknown>[], taken: string[]): string | undefined {
  const words = (column: string) => {
    const cells = sample.map((row) => row[column]).filter((value): value is string => isWritten(value));
    if (cells.length < sample.length / 4) return 0;
    return cells.reduce((sum, cell) => sum + cell.trim().split(/\s+/).length, 0) / cells.length;
  };
  return columns
    .filter((column) => !taken.includes(column))
    .map((column) => ({ column, words: words(column) }))
    .filter((candidate) => candidate.words >= MIN_WORDS)
    .sort((a, b) => b.words - a.words)[0]?.column;
}
