import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const COMMAND = join(import.meta.dirname, '../dist/src/cli/main.js');
const BUILT = join(import.meta.dirname, '../src/cli/main.js');
const START_MS = 60_000;
const CLOCK_TICKS = 100;

/** The service as its own process, as `npm start` runs it, that can be killed and started again on the same port. */
export class ServiceProcess {
  private child: ChildProcess | undefined;
  /** Exits that nobody ordered. */
  unexpectedExits = 0;

  private constructor(
    readonly url: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  static async start(env: NodeJS.ProcessEnv): Promise<ServiceProcess> {
    const port = await freePort();
    const defaults = { NODE_ENV: 'production', LOG_LEVEL: 'fatal', RATE_LIMIT_FACTOR: '1000', PUBLIC_URL: '' };
    const service = new ServiceProcess(`http://127.0.0.1:${port}`, {
      ...process.env,
      ...defaults,
      PORT: String(port),
      ...env,
    });
    await service.startAgain();
    return service;
  }

  /** Starts the process and waits until it answers. */
  async startAgain(): Promise<void> {
    const script = import.meta.dirname.includes('/dist/') ? BUILT : COMMAND;
    const child = spawn(process.execPath, [...process.execArgv, script, 'serve'], {
      env: this.env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    this.child = child;
    child.once('exit', () => {
      if (this.child === child) this.unexpectedExits++;
    });
    for (const end = Date.now() + START_MS; Date.now() < end; await pause(50)) {
      if (await this.isAlive()) return;
      if (child.exitCode !== null) throw new Error(`The service ended with ${child.exitCode}`);
    }
    throw new Error('The service did not start within a minute');
  }

  /** kill -9, and waits until the process is gone. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** Processor seconds that the process has used so far; Linux only. */
  cpuSeconds(): number {
    const fields = readFileSync(`/proc/${this.pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS;
  }

  async isAlive(): Promise<boolean> {
    return fetch(`${this.url}/health/live`).then(
      (answer) => answer.ok,
      () => false,
    );
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resume) => server.listen(0, '127.0.0.1', resume));
  const { port } = server.address() as { port: number };
  await new Promise((resume) => server.close(resume));
  return port;
}
