import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

export interface HealthReport {
  status: 'ready' | 'degraded' | 'unavailable';
  detail?: string;
}

export type HealthCheck = () => Promise<HealthReport> | HealthReport;

/** Collects the checks of all modules. One unavailable part makes the service unready; a degraded one is only told. */
@Injectable()
export class HealthService {
  private readonly checks = new Map<string, HealthCheck>();

  constructor(db: DataSource) {
    this.register('database', async () => {
      await db.query('SELECT 1');
      return { status: 'ready' };
    });
  }

  register(name: string, check: HealthCheck): void {
    this.checks.set(name, check);
  }

  async report(): Promise<{ ready: boolean; parts: Record<string, HealthReport> }> {
    const parts: Record<string, HealthReport> = {};
    for (const [name, check] of this.checks) parts[name] = await outcome(check);
    return { ready: Object.values(parts).every((part) => part.status !== 'unavailable'), parts };
  }
}

async function outcome(check: HealthCheck): Promise<HealthReport> {
  try {
    return await check();
  } catch {
    return { status: 'unavailable', detail: 'the check failed' };
  }
}
