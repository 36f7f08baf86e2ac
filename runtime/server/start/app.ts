// The AdonisJS application without ace and without a build: settings, middleware and routes are given to it here, and it
// listens. Refuses a busy port with a sentence an operator can act on.
import { createServer, type Server as NodeServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Ignitor } from '@adonisjs/core';
import AppProvider from '@adonisjs/core/providers/app_provider';
import type { ApplicationService } from '@adonisjs/core/types';
import { httpConfig } from '../config/http.ts';
import { refuseBrokenRequests, soundRequests } from '../web/broken_requests.ts';
import { shortWay } from '../records/short_way.ts';
import { registerMiddleware } from './kernel.ts';
import { registerRoutes } from './routes.ts';
import type { Services } from './services.ts';

export interface HttpApp {
  /** Without a slash at the end. */
  url: string;
  /** Refuses new requests, lets the running ones end (ten seconds at most), then closes. */
  close(): Promise<void>;
}

const DRAIN_MS = 10_000;
/** An idle connection is kept longer than the minute of the usual proxies: whoever closes first must not be us, in the middle of a request. */
const KEEP_ALIVE_MS = 75_000;

/** The provider of AdonisJS but for the route types it would write into the project in development. */
class QuietAppProvider extends AppProvider {
  override async ready(): Promise<void> {}
}

/**
 * Starts to listen.
 * @throws Error when the port is taken or may not be opened
 */
export async function startHttp(services: Services): Promise<HttpApp> {
  const { environment } = services;
  const ignitor = new Ignitor(new URL('../', import.meta.url));
  ignitor.tap((app) => {
    app.rcContents({ typescript: true, providers: [async () => ({ default: QuietAppProvider })] });
    app.useConfig(httpConfig(environment));
  });
  const app = ignitor.createApp('web');
  await app.init();
  await app.boot();
  let node: NodeServer | undefined;
  await app.start(async (started: ApplicationService) => {
    const server = await started.container.make('server');
    registerMiddleware(server, services);
    registerRoutes(server.getRouter());
    await server.boot();
    const handle = server.handle.bind(server);
    node = createServer(
      // A missing host is told by us, with a code.
      { keepAliveTimeout: KEEP_ALIVE_MS, requireHostHeader: false },
      soundRequests(
        shortWay(services, (request, response) => {
          // The id goes into the log: one that a client made up must not be able to forge lines.
          if (!/^[\w-]{1,64}$/.test(String(request.headers['x-request-id']))) delete request.headers['x-request-id'];
          void handle(request, response);
        }),
      ),
    );
    refuseBrokenRequests(node);
    server.setNodeServer(node);
    await listen(node, environment.host, environment.port);
  });
  const { port } = node!.address() as AddressInfo;
  const host = environment.host === '0.0.0.0' || environment.host === '::' ? '127.0.0.1' : environment.host;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    async close() {
      await drain(node!);
      await app.terminate();
    },
  };
}

/** Told before minutes of work are done for nothing. @throws Error as `startHttp` does */
export async function checkPort(host: string, port: number): Promise<void> {
  const probe = createServer();
  await listen(probe, host, port);
  await new Promise((resolve) => probe.close(resolve));
}

function listen(node: NodeServer, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    node.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') {
        reject(
          new Error(`Port ${port} is in use: another Shijian may be running. Stop it, or start with PORT=${port + 1}.`),
        );
      } else if (error.code === 'EACCES') {
        reject(new Error(`Port ${port} may not be opened by this user. Start with a PORT above 1023.`));
      } else {
        reject(error);
      }
    });
    node.listen(port, host, resolve);
  });
}

function drain(node: NodeServer): Promise<void> {
  return new Promise((resolve) => {
    const impatient = setTimeout(() => node.closeAllConnections(), DRAIN_MS);
    node.close(() => {
      clearTimeout(impatient);
      resolve();
    });
    node.closeIdleConnections();
  });
}
