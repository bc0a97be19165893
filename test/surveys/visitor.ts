const BROWSER =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';

export interface Shown {
  status: number;
  html: string;
  headers: Headers;
  url: string;
  /** Hidden fields and where the form goes. */
  nonce: string;
  action: string;
}

/** A browser without a screen: opens pages and posts their forms, with or without what the page's script would say. */
export class Visitor {
  constructor(
    private readonly origin: string,
    readonly address = '203.0.113.7',
    readonly userAgent = BROWSER,
  ) {}

  async open(path: string, init: RequestInit = {}): Promise<Shown> {
    const response = await fetch(new URL(path, this.origin), {
      redirect: 'manual',
      ...init,
      headers: { ...this.headers, ...(init.headers as object) },
    });
    return this.read(response);
  }

  async post(path: string, fields: Record<string, string | string[]>): Promise<Shown> {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one);
    return this.open(path, { method: 'POST', body });
  }

  /** Opens the link of an option and presses the button, as a person does after `report` of the script. */
  async tap(token: string, option: string, report = GESTURE): Promise<Shown> {
    const page = await this.open(`/s/${token}/${option}`);
    await rest(report === '' ? 1300 : 450);
    return this.post(page.action || `/s/${token}`, { o: option, n: page.nonce, e: report });
  }

  private get headers(): Record<string, string> {
    return { 'user-agent': this.userAgent, 'x-forwarded-for': this.address };
  }

  private async read(response: Response): Promise<Shown> {
    const html = await response.text();
    const field = (pattern: RegExp) => pattern.exec(html)?.[1] ?? '';
    return {
      status: response.status,
      html,
      headers: response.headers,
      url: response.headers.get('location') ?? '',
      nonce: field(/name="n" value="([^"]*)"/),
      action: field(/<form method="post" action="([^"]*)"/),
    };
  }
}

/** Visible for 2.5 s, a trusted gesture, no keys, not driven. */
export const GESTURE = '2500.1.0.0';
export const NO_SCRIPT = '';

export function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
