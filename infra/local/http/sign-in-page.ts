/** What the embedded issuer shows: who to be. */
import { createHash } from "node:crypto";

const demo = [
  ["ada", "Ada", "a customer"],
  ["boris", "Boris", "another customer"],
  ["coach", "Coach", "gives the demo company's classes"],
  ["owner", "Owner", "owns the demo company"],
] as const;

const style = `:root{color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:light-dark(#f4f6f3,#0f1614);color:light-dark(#16211d,#e9f0ec)}
main{box-sizing:border-box;width:100%;max-width:25rem;padding:2rem 1.25rem}
h1{margin:0;font-size:1.5rem;letter-spacing:-.02em}
p{margin:.25rem 0 1.25rem;color:light-dark(#566760,#9db0a7)}
form{display:grid;gap:.625rem}
button,input{box-sizing:border-box;width:100%;min-height:3.25rem;padding:.5rem 1rem;border:1px solid light-dark(#7f8f87,#6e8078);border-radius:.875rem;background:light-dark(#fff,#18211e);color:inherit;font:inherit;text-align:start}
button{cursor:pointer}button:hover,:focus-visible{border-color:light-dark(#0a6650,#5ad1ac);outline:2px solid light-dark(#0a6650,#5ad1ac);outline-offset:1px}
b{display:block}small{color:light-dark(#566760,#9db0a7)}
label{margin-top:.75rem;font-weight:600}
.other{display:grid;grid-template-columns:1fr auto;gap:.625rem}.other button{width:auto;font-weight:600;background:light-dark(#0a6650,#5ad1ac);color:light-dark(#fff,#05241b);border-color:transparent}
.wrong{color:light-dark(#a3291f,#ff9d92)}`;
export const styleHash = `sha256-${createHash("sha256").update(style).digest("base64")}`;

/** Both forms go back to the address of the page, which says who has asked. */
export const people = (wrong?: string): string =>
  frame(
    "Who are you?",
    `<h1>Who are you?</h1><p>This sign-in exists on this machine only. There is no password.</p>
<form method="post">${demo.map(([name, title, about]) => `<button name="name" value="${name}"><b>${title}</b><small>${about}</small></button>`).join("")}</form>
<form method="post"><label for="name">Somebody else</label>${wrong === undefined ? "" : `<small class="wrong" role="alert">${wrong}</small>`}
<span class="other"><input id="name" name="name" maxlength="60" autocomplete="off" autocapitalize="none" required><button>Sign in</button></span></form>`,
  );

export const refused = (why: string): string =>
  frame("This did not work", `<h1>This did not work</h1><p>${why}</p>`);

const frame = (title: string, content: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${style}</style></head>
<body><main>${content}</main></body></html>`;
