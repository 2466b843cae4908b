/** The page's only style sheet, in the page itself: it asks for nothing outside. */
export const style = `
:root { color-scheme: light dark; --ink: light-dark(#1b1f24, #eef1f4); --soft: light-dark(#59636e, #a3adb8);
  --paper: light-dark(#f3f5f7, #101418); --card: light-dark(#ffffff, #1a2027); --line: light-dark(#d5dbe1, #333c46);
  --go: light-dark(#0b6b4f, #52c79e); --on-go: light-dark(#ffffff, #06231a);
  --tape: light-dark(#ffe08a, #4a3a05); --on-tape: light-dark(#4a3600, #ffe08a) }
* { box-sizing: border-box }
body { margin: 0; min-height: 100dvh; display: grid; grid-template-rows: auto 1fr; background: var(--paper);
  color: var(--ink); font: 1.0625rem/1.5 system-ui, sans-serif }
.tape { margin: 0; padding: .625rem 1rem; background: var(--tape); color: var(--on-tape); text-align: center;
  font-weight: 600; font-size: .9375rem }
main { width: 100%; max-width: 26rem; margin: 0 auto; padding: 1.25rem 1rem 2.5rem; align-self: start }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 1rem; padding: 1.5rem 1.25rem }
h1 { margin: 0; font-size: 1.0625rem; font-weight: 600; overflow-wrap: anywhere }
.amount { margin: .25rem 0 .75rem; font-size: 2.25rem; line-height: 1.2; font-weight: 700; font-variant-numeric: tabular-nums }
.soft, dl, small { color: var(--soft); font-size: .875rem }
dl { font-size: .8125rem; display: grid; grid-template-columns: auto 1fr; gap: .125rem 1rem; margin: 0 0 1.25rem }
dd { margin: 0; text-align: right; overflow-wrap: anywhere }
button, .button { display: block; width: 100%; min-height: 3rem; margin-top: .625rem; padding: .625rem 1rem; border-radius: .75rem;
  border: 1px solid var(--line); background: transparent; color: inherit; font: inherit; font-weight: 600;
  text-align: center; text-decoration: none; cursor: pointer }
.go { background: var(--go); border-color: var(--go); color: var(--on-go) }
button:hover, .button:hover { filter: brightness(1.08) }
:focus-visible { outline: 3px solid var(--go); outline-offset: 2px }
details { margin-top: 1.25rem; border-top: 1px solid var(--line); padding-top: .75rem }
summary { min-height: 2.75rem; display: flex; align-items: center; font-weight: 600; cursor: pointer }
summary::before { content: "+"; width: 1.25rem } details[open] summary::before { content: "–" }
label { display: block; margin-top: .75rem; font-size: .9375rem; font-weight: 600 }
label small { display: block; font-weight: 400 }
input { width: 100%; min-height: 2.75rem; margin-top: .25rem; padding: .5rem .75rem; border: 1px solid var(--soft);
  border-radius: .625rem; background: var(--paper); color: inherit; font: inherit; font-weight: 400 }
select { width: 100%; min-height: 2.75rem; margin-top: .25rem; padding: .5rem .75rem; border: 1px solid var(--soft);
  border-radius: .625rem; background: var(--paper); color: inherit; font: inherit; font-weight: 400 }
input::placeholder { color: var(--soft); opacity: 1 }
input[type=checkbox] { width: 1.25rem; min-height: 1.25rem; margin: 0 .5rem 0 0; vertical-align: -.2em; accent-color: var(--go) }
.note { margin: 0 0 1rem; padding: .75rem 1rem; border-radius: .75rem; background: var(--paper); font-size: .9375rem }
@media (prefers-reduced-motion: no-preference) { button, .button { transition: filter .12s } }
`;
