/**
 * Endpoint: one method at one path, what it takes, who may call it and what it answers.
 *
 * All endpoints stand in one table (endpoints/), which the routes and the OpenAPI description are both made from.
 *
 * @module
 */

import type { Operation } from '../api-key/api-key.ts';
import type { App } from '../app.ts';
import type { BadRequest } from '../shared/input.ts';
import type { Result, ResultAsync } from '../shared/result.ts';
import type { StoreError } from '../store/store-error.ts';
import type { User } from '../user/user.ts';
import type { OffsetPages } from './offset-pages.ts';
import { type Parameters, type ParametersRead, parametersReader } from './parameters.ts';
import type { PasswordTries } from './password-tries.ts';
import type { HttpError, StoreFailureCode } from './refusals.ts';
import type { Schema } from './schemas.ts';

/** The methods of HTTP that are spoken. */
export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** The fields of a request's body: of any type, length and shape. */
export type Body = Readonly<Record<string, unknown>>;

/** A request that has come through: the app is known, and who calls. */
export interface Call<P extends Parameters> {
  readonly app: App;
  /** What stands in the path at `:uid` and the like. */
  readonly path: (name: string) => string;
  readonly query: ParametersRead<P>;
  readonly body: Body;
  readonly pages: OffsetPages;
  readonly passwordTries: PasswordTries;
  /** Told of the store's failures that do not fail the call as a whole. */
  readonly report: (failure: StoreError) => void;
}

/** A call of an endpoint that takes no parameters. */
export type PlainCall = Call<Record<never, never>>;

/** A call by the holder of an API key. */
export interface KeyCall<P extends Parameters> extends Call<P> {
  /** The plain text of the key. */
  readonly apiKey: string;
  /** The user on whose behalf the key acts; absent where administration does. */
  readonly as?: string;
}

/** A call by a user who is logged in. */
export interface UserCall<P extends Parameters> extends Call<P> {
  readonly user: User;
  /** The plain text of its token. */
  readonly authToken: string;
}

/** A call of either side. */
export type SideCall<P extends Parameters> = KeyCall<P> | UserCall<P>;

/** What is answered where nothing is refused. */
export interface Answer {
  readonly data: unknown;
  readonly meta?: unknown;
}

/** What came of a call. */
export type Answered = Result<Answer, HttpError>;

/** An answer to come. */
export type Answering = ResultAsync<Answer, HttpError> | Promise<Answered>;

/** What the holder of an API key gets. */
export interface KeySide<P extends Parameters> {
  /** What the scope of the key must allow. */
  readonly operation: Operation;
  /** Whether the header `onBehalfOf` is understood. */
  readonly onBehalfOf?: true;
  readonly answer: (call: KeyCall<P>) => Answering;
}

/** What a logged-in user gets. */
export interface UserSide<P extends Parameters> {
  readonly answer: (call: UserCall<P>) => Answering;
}

/** Who may call: the holder of a key, a user, or either; somebody, in any case. */
export type Callers<P extends Parameters> =
  | { readonly key: KeySide<P>; readonly user?: UserSide<P> }
  | { readonly key?: never; readonly user: UserSide<P> };

/** What an endpoint is, but for who may call it. */
interface Outline<P extends Parameters> {
  readonly method: Method;
  /** Behind the version, with `:name` for what varies. */
  readonly path: `/${string}`;
  readonly tag: string;
  readonly summary: string;
  readonly parameters?: P;
  /** The body; absent where none is read. */
  readonly body?: Schema;
  /** `data` of the answer. */
  readonly data: Schema;
  /** Whether `meta` tells of pages. */
  readonly paged?: true;
  /** The codes it may be refused with beside those that every endpoint shares. */
  readonly refusals?: readonly HttpError['code'][];
  /** The documented code where the store fails. */
  readonly failure?: StoreFailureCode;
  /** Names of the core's arguments in `details`, and what clients call them. */
  readonly names?: Readonly<Record<string, string>>;
  /** Whether it counts as `core` where requests are limited. */
  readonly isCore?: true;
}

/** An endpoint as it is written down. */
export type EndpointDefinition<P extends Parameters> = Outline<P> & Callers<P>;

/** An endpoint of the table, with any parameters. */
export type Endpoint = EndpointDefinition<Parameters> & {
  readonly readQuery: (search: URLSearchParams) => Result<ParametersRead<Parameters>, BadRequest>;
};

/** The most rows on a page that is for a user, as many as the service's own client asks for at most. */
export const userPageLimitMax = 100;

/** Makes pages small enough for whoever may be anybody: rows are large, and many ask at once. */
function withinUserPages<P extends Parameters>({ answer }: UserSide<P>): UserSide<P> {
  return {
    answer: (call) => {
      const { perPage } = call.query as { readonly perPage?: unknown };
      if (!(typeof perPage === 'number' && perPage > userPageLimitMax)) return answer(call);
      return answer({ ...call, query: { ...call.query, perPage: userPageLimitMax } });
    },
  };
}

/** Defines an endpoint. */
export function endpoint<const P extends Parameters = Record<never, never>>(
  definition: EndpointDefinition<P>,
): Endpoint {
  const { user, parameters = {} } = definition;
  return {
    ...definition,
    ...(user && { user: withinUserPages(user) }),
    readQuery: parametersReader(parameters),
    // SAFETY: what is answered to is read by the reader beside it, which is made of the same parameters.
  } as unknown as Endpoint;
}

/** Hands something from outside to a command of the core, which reads and checks it for itself. */
export function unread<T>(given: unknown): T {
  // SAFETY: commands take values of any type, length and shape.
  return given as T;
}
