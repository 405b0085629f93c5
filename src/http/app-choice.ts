/**
 * App choice: which app a request is meant for.
 *
 * A request names it in the header `appId` or in its host, `{appId}.api-{region}.…`. Where it names none, the default
 * is meant. Nobody gets into another app by naming it: its API keys and auth tokens are of that app alone.
 *
 * @module
 */

import type { App } from '../app.ts';
import { isIdText } from '../shared/ids.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { EmptyAppId, InvalidAppId } from './refusals.ts';

/** Which apps there are. */
export interface Apps {
  /** The app that is meant where a request names none, and where it names this one. */
  readonly app?: App | undefined;
  /** Finds any other app by its id; undefined where there is none. */
  readonly apps?: ((appId: string) => App | undefined | PromiseLike<App | undefined>) | undefined;
}

const documentedHost = /^([a-z0-9_-]{1,100})\.api(?:client)?-[a-z0-9]{1,20}\./i;

/** The app that a request names; undefined where it names none. */
function namedIn(request: Request): string | undefined {
  const header = request.headers.get('appId')?.trim();
  return header || documentedHost.exec(new URL(request.url).hostname)?.[1];
}

/** Finds the app that a request is meant for. */
export async function chooseApp(
  request: Request,
  { app, apps }: Apps,
): Promise<Result<App, EmptyAppId | InvalidAppId>> {
  const named = namedIn(request);
  if (named === undefined) return app ? ok(app) : err({ code: 'AUTH_ERR_EMPTY_APPID' });
  // Hosts are lower-cased on their way here, app ids keep their case.
  if (app && named.toLowerCase() === app.appId.toLowerCase()) return ok(app);
  const found = isIdText(named) ? await apps?.(named) : undefined;
  return found ? ok(found) : err({ code: 'AUTH_ERR_INVALID_APPID' });
}
