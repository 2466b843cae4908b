/** The API as the person who is signed in uses it: the generated client, with his token. */
import { client, each } from "../../client/client.ts";
import { asked } from "../client/problem.ts";
import * as SignIn from "../client/sign-in.ts";

/** A person is looking: better to say soon that something does not work than to try for long. */
export const api = client({ url: location.origin, tries: 2, token: () => SignIn.current()?.token });

/** More than anybody looks at on one page. */
const MOST = 2000;

type List<I, T> = (input: I) => Promise<{ items: T[]; cursor?: string }>;

/** A list to its end. */
export const all = <I extends object, T>(list: List<I, T>, input: I): Promise<T[]> =>
  asked(
    (async () => {
      const found: T[] = [];
      for await (const item of each(list, input)) if (found.push(item) >= MOST) break;
      return found;
    })(),
  );
