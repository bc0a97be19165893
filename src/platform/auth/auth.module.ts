import { Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ApiKey } from './api-key.entity.js';
import { ApiKeysService } from './api-keys.service.js';
import { AuthGuard } from './auth.guard.js';
import { Identifier } from './identifier.js';
import { KeysController } from './keys.controller.js';
import { Member } from './member.entity.js';
import { MembersController } from './members.controller.js';
import { MembersService } from './members.service.js';
import { OpenRoutesCheck } from './open-routes.check.js';
import { Session } from './session.entity.js';
import { SessionsService } from './sessions.service.js';
import { SettingsController } from './settings.controller.js';
import { SignInController } from './sign-in.controller.js';
import { SignInLink } from './sign-in-link.entity.js';
import { SignInLinks } from './sign-in-links.js';
import { SignInMailer } from './sign-in-mailer.js';
import { SignInService } from './sign-in.service.js';

const services = [ApiKeysService, MembersService, SessionsService, SignInService, Identifier];

/**
 * Who may do what: keys of programs, people with roles, sessions, sign-in links. Owns `api_key`, `member`, `session`,
 * `sign_in_link`, `/v1/keys`, `/v1/members` and the pages for them. Signing in needs the outbox, nothing else.
 */
@Global()
@Module({
  imports: [DiscoveryModule, TypeOrmModule.forFeature([ApiKey, Member, Session, SignInLink])],
  controllers: [KeysController, MembersController, SignInController, SettingsController],
  providers: [...services, SignInLinks, SignInMailer, OpenRoutesCheck, { provide: APP_GUARD, useClass: AuthGuard }],
  exports: services,
})
export class AuthModule {}
