/** Back from the issuer: on to where the sign-in was asked for, without a trace of it in the browser's history. */
import type { GivenBack } from "../page/document.ts";
import * as SignIn from "./sign-in.ts";

const { signIn, failed } = JSON.parse(document.getElementById("given")?.textContent ?? "{}") as GivenBack;

SignIn.complete(signIn, location).then(
  (back) => location.replace(back),
  () => {
    const [title, why] = failed;
    document.title = title;
    for (const [name, text] of [
      ["h1", title],
      ["p", why],
    ] as const) {
      const element = document.querySelector(name);
      if (element) element.textContent = text;
    }
  },
);
