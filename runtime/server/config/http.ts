// Settings of AdonisJS's HTTP server, logger and encryption, made for one environment.
import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { defineConfig as defineEncryption, drivers } from '@adonisjs/core/encryption';
import { defineConfig as defineHttp } from '@adonisjs/core/http';
import { defineConfig as defineLogger } from '@adonisjs/core/logger';
import { Problem } from '../exceptions/problem.ts';
import { answer } from '../web/broken_requests.ts';
import { trustIn } from '../web/proxies.ts';
import type { Environment } from './environment.ts';

/** What `app.useConfig` takes. */
export function httpConfig(environment: Environment): Record<string, unknown> {
  return {
    app: {
      http: defineHttp({
        createRequestId: randomUUID,
        allowMethodSpoofing: false,
        useAsyncLocalStorage: false,
        trustProxy: trustIn(environment.proxies),
        onBadUrl: answerBadUrl,
      }),
    },
    logger: defineLogger({
      default: 'app',
      loggers: { app: { enabled: true, name: 'shijian', level: environment.accessLog ? 'info' : 'warn' } },
    }),
    // Nothing is encrypted with it: AdonisJS wants a key to start, and our cookie is a random token.
    encryption: defineEncryption({
      default: 'gcm',
      list: { gcm: drivers.aes256gcm({ id: 'gcm', keys: [randomBytes(32).toString('hex')] }) },
    }),
  };
}

/** An address with a broken %-escape never reaches a route or the exception handler. */
function answerBadUrl(_request: IncomingMessage, response: ServerResponse): void {
  answer(response, new Problem(400, 'E_URL_INVALID', '地址无法读取'));
}
