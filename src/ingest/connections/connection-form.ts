/** What the form of the page means as a new connection; unchecked. */
export function connectionOfForm(form: Record<string, string | string[]>): Record<string, unknown> {
  const field = (name: string): string | undefined => {
    const value = form[name];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  const kind = field('kind');
  const names = ['email', 'token', 'appId', 'appSecret', 'password'] as const;
  const credentials = defined(Object.fromEntries(names.map((name) => [name, field(name)])));
  const addresses = field('allowedAddresses')
    ?.split(/[\s,]+/)
    .filter(Boolean);
  const settings = defined({
    subdomain: field('subdomain'),
    baseUrl: field('baseUrl'),
    product: field('product'),
    allowedAddresses: addresses,
    pullArticles: form['pullArticles'] === 'yes' || undefined,
    mapping: kind === 'generic' ? mappingOf(field('mapping')) : undefined,
    imap: kind === 'imap' ? imapOf(field) : undefined,
  });
  return defined({
    kind,
    name: field('name'),
    source: field('source'),
    webhookSecret: field('webhookSecret'),
    settings,
    credentials: Object.keys(credentials).length > 0 ? credentials : undefined,
    legalBasis: field('legalBasis'),
    consentNote: field('consentNote'),
  });
}

/** One line a role: `text = $.ticket.message`. */
function mappingOf(lines: string | undefined): Record<string, string> {
  const pairs = (lines ?? '').split('\n').map((line) => line.split('='));
  return Object.fromEntries(
    pairs.filter((pair) => pair.length > 1).map(([role, ...path]) => [role!.trim(), path.join('=').trim()]),
  );
}

function imapOf(field: (name: string) => string | undefined): Record<string, unknown> {
  const own = field('ownAddresses')
    ?.split(/[\s,]+/)
    .filter(Boolean);
  const port = field('port');
  return defined({
    host: field('host'),
    user: field('user'),
    port: port ? Number(port) : undefined,
    ownAddresses: own,
  });
}

function defined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
