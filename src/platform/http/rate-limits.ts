/** How often one caller may call routes of a kind. Windows in seconds. */
export interface RateLimit {
  max: number;
  windowSeconds: number;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/**
 * The limits by name. `default` bounds a runaway script; `answer` leaves room for an office behind one address;
 * `sign-in` and `auth-failure` slow guessing and mail bombs.
 */
export const RATE_LIMITS = {
  default: { max: 600, windowSeconds: MINUTE },
  ingest: { max: 12_000, windowSeconds: MINUTE },
  'answer-page': { max: 60, windowSeconds: MINUTE },
  answer: { max: 30, windowSeconds: MINUTE },
  'unknown-token': { max: 20, windowSeconds: MINUTE },
  export: { max: 6, windowSeconds: HOUR },
  erase: { max: 30, windowSeconds: HOUR },
  'sign-in': { max: 10, windowSeconds: 15 * MINUTE },
  'auth-failure': { max: 10, windowSeconds: 15 * MINUTE },
} as const satisfies Record<string, RateLimit>;

export type RateName = keyof typeof RATE_LIMITS;
