import { z } from 'zod';

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
const days = (preset: number) => z.coerce.number().int().min(0).max(36_500).default(preset);
const port = z.coerce.number().int().min(0).max(65535);

/**
 * Every setting of the service, by the name of its environment variable. This object is the only list: it checks the
 * environment, gives the types, and writes `.env.example` and the table of the README.
 */
export const Environment = z.object({
  NODE_ENV: z
    .enum(['production', 'development', 'test'])
    .default('production')
    .describe('test: jobs run only when a test asks.'),
  ROLE: z
    .enum(['all', 'web', 'worker'])
    .default('all')
    .describe('What this process does: serve pages and API, run jobs, or both.'),
  HOST: z.string().default('127.0.0.1').describe('Address to listen on. Use 0.0.0.0 behind a reverse proxy.'),
  PORT: port.default(3000).describe('Port to listen on; 0 picks a free one.'),
  PUBLIC_URL: z
    .url()
    .optional()
    .describe('Address under which customers and colleagues reach Hearback; links in mails begin with it.'),
  TRUST_PROXY: z
    .string()
    .default('')
    .describe('Addresses or CIDR ranges of reverse proxies whose X-Forwarded-For is believed, separated by commas.'),
  DATA_DIR: z.string().default('./data').describe('Folder for the embedded database, keys and uploaded files.'),
  DATABASE_URL: z
    .string()
    .optional()
    .describe('PostgreSQL 14 or later. Without it an embedded PostgreSQL keeps its files in DATA_DIR.'),
  DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(16).describe('Most connections of this process.'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
    .default('info')
    .describe('Least severe level that is logged.'),
  SMTP_URL: z
    .string()
    .optional()
    .describe('smtp://user:password@host:587. Without it mails are written as .eml files into OUTBOX_DIR.'),
  MAIL_FROM: z.string().default('Hearback <hearback@localhost>').describe('Sender of every mail: Name <address>.'),
  OUTBOX_DIR: z.string().default('./outbox').describe('Folder for .eml files when no SMTP_URL is set.'),
  BOUNCE_ADDRESS: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,15}@[A-Za-z0-9.-]{3,189}$/, 'a short address such as bounces@mail.example.com')
    .optional()
    .describe(
      'Address of returned mail, as bounces@mail.example.com; its server must accept bounces+anything@. MAIL_FROM when absent.',
    ),
  BOUNCE_MAILBOX: z
    .url({ protocol: /^imaps?$/ })
    .optional()
    .describe('imaps://user:password@host/INBOX: mailbox of returned mail and complaints, read every five minutes.'),
  SES_TOPIC_ARN: z
    .string()
    .optional()
    .describe('Amazon SNS topic that tells of bounces and complaints to /v1/mail-events/ses.'),
  SENDGRID_PUBLIC_KEY: z
    .string()
    .optional()
    .describe("Verification key of SendGrid's signed event webhook to /v1/mail-events/sendgrid."),
  POSTMARK_PASSWORD: z
    .string()
    .min(16)
    .optional()
    .describe(
      'Password, 16 or more characters, in the address of Postmark webhooks: user:password@.../v1/mail-events/postmark.',
    ),
  MAILGUN_SIGNING_KEY: z.string().optional().describe('Signing key of Mailgun webhooks to /v1/mail-events/mailgun.'),
  MODEL_DIR: z
    .string()
    .optional()
    .describe(
      'Sentence encoder in Hugging Face form: a folder, or the id of a fetched one. The shipped English encoder when absent.',
    ),
  MODEL_LANGUAGES: z
    .string()
    .default('')
    .describe(
      'Languages the encoder reads, as en,de; * for all. Empty: en for the shipped encoder, all for MODEL_DIR.',
    ),
  EMBEDDINGS_URL: z
    .url()
    .optional()
    .describe('OpenAI-compatible API that makes the vectors in place of MODEL_DIR: masked texts leave the machine.'),
  EMBEDDINGS_MODEL: z.string().optional().describe('Name of the model at EMBEDDINGS_URL.'),
  EMBEDDINGS_API_KEY: z.string().optional().describe('Key for EMBEDDINGS_URL, where it wants one.'),
  WORDING_URL: z
    .url()
    .optional()
    .describe('OpenAI-compatible API (Ollama too) that names and sums up themes from masked quotes. Off when absent.'),
  WORDING_MODEL: z.string().optional().describe('Name of the model at WORDING_URL.'),
  WORDING_API_KEY: z.string().optional().describe('Key for WORDING_URL, where it wants one.'),
  MINING_MEMORY_MB: z.coerce
    .number()
    .int()
    .min(256)
    .default(1500)
    .describe('Memory at which the mining process is restarted.'),
  MINING_THREADS: z.coerce.number().int().min(1).max(64).default(2).describe('Processor cores that mining may use.'),
  SECRET_KEY: z
    .string()
    .min(32)
    .optional()
    .describe(
      '32 or more random characters: signs links and encrypts stored secrets. Made and kept in DATA_DIR when absent.',
    ),
  RETIRED_SECRET_KEYS: z
    .string()
    .default('')
    .describe('Former values of SECRET_KEY, separated by commas: links and secrets made under them still work.'),
  ORGANISATION: z.string().default('Your company').describe('Name shown to customers in mails and on answer pages.'),
  TIME_ZONE: z
    .string()
    .default('UTC')
    .describe('IANA zone of the organisation: days, weeks and business hours follow it.'),
  RATE_LIMIT_FACTOR: z.coerce
    .number()
    .min(0.01)
    .max(1000)
    .default(1)
    .describe('Multiplies every request limit, for offices of many people behind one address.'),
  REPLICAS: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(1)
    .describe('Processes that answer HTTP. While the database is away each allows its share of a limit.'),
  MAIL_PER_DOMAIN_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(1)
    .default(1200)
    .describe('Most mails a minute to recipients of one mail domain.'),
  OUTBOX_DAYS: days(90).describe(
    'Days after which text and recipient of finished mails are cleared from the outbox; 0 keeps them.',
  ),
  RAW_EVENT_DAYS: days(30).describe(
    'Days for which deliveries of help desks are kept as they came; 0 keeps them for ever.',
  ),
  ORIGINAL_TEXT_DAYS: days(180).describe(
    'Days for which unmasked originals are kept as evidence; masked texts stay. 0 for ever.',
  ),
  FEEDBACK_DAYS: days(0).describe(
    'Days after which texts of customers are removed with all that was derived from them; 0 keeps them.',
  ),
  AGENT_REPLY_DAYS: days(400).describe('Days for which masked replies of agents are kept; 0 for ever.'),
  KB_SEARCH_DAYS: days(400).describe('Days for which searches of the help centre are kept; 0 for ever.'),
  IMPORT_REPORT_DAYS: days(90).describe(
    'Days for which finished imports and their refused lines are listed; 0 for ever.',
  ),
  TRACKER_HOSTS: z
    .string()
    .default('api.github.com,gitlab.com')
    .describe('Hosts of issue trackers that tokens may be sent to, separated by commas.'),
  PUBLIC_UPDATES: flag
    .default(false)
    .describe('Whether anybody may read the page "what you told us, what we did" at /updates.'),
  ALLOW_PRIVATE_TARGETS: flag
    .default(false)
    .describe(
      'Whether webhooks may be sent to private network addresses (true for a chat server in the same network).',
    ),
});
export type Environment = z.infer<typeof Environment>;

/** What a variable alone cannot say. */
const CheckedEnvironment = Environment.refine((env) => !env.EMBEDDINGS_URL || env.EMBEDDINGS_MODEL, {
  path: ['EMBEDDINGS_MODEL'],
  message: 'is needed beside EMBEDDINGS_URL',
}).refine((env) => !env.WORDING_URL || env.WORDING_MODEL, {
  path: ['WORDING_MODEL'],
  message: 'is needed beside WORDING_URL',
});

/** The parsed environment; a class so that it can be injected by its name. */
export class Config {
  constructor(readonly env: Readonly<Environment>) {
    Object.freeze(env);
  }

  /** Whether this process answers HTTP, and whether it runs jobs. */
  get servesWeb(): boolean {
    return this.env.ROLE !== 'worker';
  }

  get runsJobs(): boolean {
    return this.env.ROLE !== 'web';
  }

  /** The address that links begin with, without a trailing slash. */
  get publicUrl(): string {
    return (this.env.PUBLIC_URL ?? `http://localhost:${this.env.PORT}`).replace(/\/+$/, '');
  }
}

export class ConfigError extends Error {}

/** Reads the environment once. Throws one ConfigError that lists every bad variable, never its value. */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = CheckedEnvironment.safeParse(present);
  if (parsed.success) return new Config(parsed.data);
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new ConfigError(`The configuration has ${lines.length} mistake(s):\n${lines.join('\n')}`);
}

/** One line per variable, for `.env.example` and the README's table. */
export function describeEnvironment(): { name: string; preset: string; meaning: string }[] {
  return Object.entries(Environment.shape).map(([name, schema]) => {
    const preset = schema.safeParse(undefined);
    const value = preset.success && preset.data !== undefined ? String(preset.data) : '';
    return { name, preset: value, meaning: schema.description ?? '' };
  });
}

/** The text of `.env.example`. */
export function environmentExample(): string {
  return describeEnvironment()
    .map(({ name, preset, meaning }) => `# ${meaning}\n${preset ? `${name}=${preset}` : `# ${name}=`}\n`)
    .join('\n');
}
