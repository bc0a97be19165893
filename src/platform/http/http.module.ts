import { Global, Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Secrets } from '../secrets.js';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { IdempotencyKey } from './idempotency-key.entity.js';
import { IdempotencyKeys } from './idempotency-keys.js';
import { KnownMethods } from './methods.js';
import { Pager } from './page.js';
import { RateLimiter } from './rate-limiter.js';

const services = [Secrets, RateLimiter, Pager, IdempotencyKeys, KnownMethods];

/** The edge: limits, paging, repeatable calls. What a request meets in which order is in `http.ts`. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([IdempotencyKey])],
  providers: [...services, { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor }],
  exports: services,
})
export class HttpModule {}
