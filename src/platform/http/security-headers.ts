import type { FastifyHelmetOptions } from '@fastify/helmet';
import type { FastifyReply, FastifyRequest } from 'fastify';

const YEAR_SECONDS = 31_536_000;

/** No script, no foreign resource, no framing: pages are plain HTML with one stylesheet of ours. Frames are only our own mail previews. */
export function helmetOptions(publicUrl: string): FastifyHelmetOptions {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        frameSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    crossOriginEmbedderPolicy: false,
    originAgentCluster: false,
    // Not no-referrer: with it browsers send "Origin: null" with our own forms, and the cross-site check would refuse them.
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: publicUrl.startsWith('https:') ? { maxAge: YEAR_SECONDS, includeSubDomains: true } : false,
    xFrameOptions: { action: 'deny' },
    xPoweredBy: true,
  };
}

/** What helmet does not set. Answer pages leak nothing in the Referer header; they read no cookie, so no check needs it. */
export function addHeaders(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  reply.header('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()');
  reply.header('x-robots-tag', 'noindex, nofollow, noarchive');
  reply.header('cache-control', 'no-store');
  reply.header('x-request-id', request.id);
  if (request.routeOptions.config?.edge?.tokenRoute) reply.header('referrer-policy', 'no-referrer');
  done();
}
