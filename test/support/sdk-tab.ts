/**
 * A tab of a browser, as far as CometChat's own client needs one: the client itself is the unmodified bundle.
 *
 * The bundle keeps who is logged in to itself, so each tab runs it anew. What it takes from its surroundings it gets
 * from here, by the names it knows: nothing of the test's own process is changed, and nothing is left running.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import type { CometChat, CometChatException } from '@cometchat/chat-sdk-javascript';
import { onTestFinished } from 'vitest';
import type { ChatService } from './chat-service.ts';

/** What the package exports. */
export type Sdk = typeof CometChat;

const bundlePath = createRequire(import.meta.url).resolve('@cometchat/chat-sdk-javascript');

/** What of its surroundings the bundle names. The last three it only looks for: what it finds none of, it does without. */
const surroundings = [
  ...['window', 'localStorage', 'navigator', 'location', 'document', 'screen', 'matchMedia'],
  ...['fetch', 'setTimeout', 'setInterval', 'module', 'exports', 'define'],
];

/** Runs the bundle; each time anew. */
const runBundle = compileFunction(readFileSync(bundlePath, 'utf8'), surroundings, { filename: bundlePath });

/** After so many milliseconds nobody waits for what happens then, but the client for its own purposes. */
const longDelay = 1000;

/** A tab in which the client is loaded. */
export class SdkTab {
  readonly CometChat: Sdk;
  /** All that was answered, in order: method, path with query, status. */
  readonly answered: (readonly [method: string, path: string, status: number])[] = [];
  readonly #port: number;
  readonly #stored = new Map<string, string>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #underWay = new Set<Promise<unknown>>();
  #later: (() => void)[] = [];
  #isClosed = false;

  constructor(port: number) {
    this.#port = port;
    const window: Record<string, unknown> = { ...this.#window() };
    window.window = window;
    runBundle(...surroundings.map((name) => window[name]));
    // SAFETY: the bundle puts there what it exports.
    this.CometChat = window.CometChat as Sdk;
  }

  /** Starts what the client meant to do some seconds from now. */
  passTime(): void {
    const due = this.#later;
    this.#later = [];
    for (const run of due) run();
  }

  /** Ends all that runs, and waits for the requests that the client itself may not wait for. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.allSettled(this.#underWay);
  }

  #window(): object {
    const stored = this.#stored;
    return {
      localStorage: {
        get length() {
          return stored.size;
        },
        key: (index: number) => [...stored.keys()][index] ?? null,
        getItem: (key: string) => stored.get(key) ?? null,
        setItem: (key: string, value: unknown) => void stored.set(key, String(value)),
        removeItem: (key: string) => void stored.delete(key),
        clear: () => stored.clear(),
      },
      navigator: { userAgent: 'tab', language: 'en', platform: 'tab' },
      location: { hostname: 'app.example', origin: 'https://app.example' },
      document: { hasFocus: () => true, querySelector: () => null },
      screen: { width: 0, height: 0 },
      matchMedia: () => ({ matches: false }),
      fetch: (url: string, init: RequestInit) => this.#fetch(new URL(url), init),
      setTimeout: (run: () => void, delay = 0) => {
        if (delay >= longDelay) return this.#later.push(run);
        const timer = setTimeout(run, delay);
        this.#timers.add(timer);
        return timer;
      },
      setInterval: () => 0,
    };
  }

  /** Node knows no referrer `no-referrer`, and the hosts are those of the documents. */
  #fetch(url: URL, { referrer, ...init }: RequestInit): Promise<Response> {
    const { hostname, pathname, search } = url;
    if (!/^[\w-]+\.api(client)?-us\.cometchat\.io$/.test(hostname))
      throw new Error(`unexpected host: ${url}`);
    if (this.#isClosed) return new Promise(() => undefined);
    const path = pathname + search;
    const answer = fetch(`http://127.0.0.1:${this.#port}${path}`, init).then((response) => {
      this.answered.push([init.method ?? 'GET', path, response.status]);
      return response;
    });
    this.#underWay.add(answer);
    return answer;
  }
}

/** Opens a tab on a service, for the test that runs. The client is initialised for the app `my-chat`. */
export async function openSdkTab({ port }: ChatService, appId = 'my-chat'): Promise<SdkTab> {
  const tab = new SdkTab(port);
  onTestFinished(() => tab.close());
  await initSdk(tab.CometChat, appId);
  return tab;
}

/** Initialises the client, as it also must be after a logout. */
export async function initSdk(sdk: Sdk, appId = 'my-chat'): Promise<void> {
  const settings = new sdk.AppSettingsBuilder().setRegion('us').autoEstablishSocketConnection(false).build();
  await sdk.init(appId, settings);
}

/** The fields of an object of the client, without those that are not set. */
export function plain(object: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

/** The error that the client refuses with. */
export async function sdkRefusalOf(promise: Promise<unknown>): Promise<CometChatException> {
  const value = await promise.then(
    (value) => value,
    (error: unknown) => ({ error }),
  );
  const { error } = Object(value) as { error?: CometChatException };
  if (error === undefined) throw new Error(`expected a refusal, got ${JSON.stringify(value)}`);
  return error;
}

/** The code of the error that the client refuses with. */
export async function sdkCodeOf(promise: Promise<unknown>): Promise<CometChatException['code']> {
  return (await sdkRefusalOf(promise)).code;
}
