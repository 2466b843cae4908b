/** One sheet, readable at any width, light or dark as the reader has it. */
export const style = `
:root{--ink:#1c2024;--soft:#5b6570;--line:#dfe3e8;--paper:#fff;--panel:#f6f7f9;--link:#0b5c9e;--get:#0f6b4f;--post:#0b5c9e;--patch:#8a5300;--delete:#a3262c}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ec;--soft:#9aa5b1;--line:#2c333a;--paper:#14171a;--panel:#1b1f24;--link:#7ab8ee;--get:#5fc9a0;--post:#7ab8ee;--patch:#e0ae5c;--delete:#f0898d}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0;color:var(--ink);background:var(--paper);font:16px/1.55 system-ui,sans-serif;display:grid;grid-template-columns:19rem minmax(0,1fr)}
a{color:var(--link);text-decoration-thickness:1px;text-underline-offset:2px}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:3px}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem;z-index:1}
nav{position:sticky;top:0;height:100vh;overflow-y:auto;padding:1.5rem 1rem 3rem 1.5rem;background:var(--panel);border-right:1px solid var(--line);font-size:.875rem}
nav p{margin:1.25rem 0 .25rem;font-weight:600;color:var(--soft)}
nav .brand{margin:0;font-size:1.05rem}nav .brand a{color:var(--ink);text-decoration:none}
nav ul{list-style:none;margin:0;padding:0}
nav li a{display:flex;justify-content:space-between;gap:.5rem;padding:.2rem .4rem;margin:0 -.4rem;border-radius:4px;color:var(--ink);text-decoration:none}
nav li a:hover{background:var(--line)}
main{padding:2.5rem clamp(1rem,4vw,4rem) 6rem;max-width:60rem}
main:focus{outline:none}
h1{font-size:2rem;line-height:1.2;margin:0 0 1rem}
h2{font-size:1.35rem;margin:3.5rem 0 0;padding-bottom:.5rem;border-bottom:1px solid var(--line)}
h3{font-size:1.05rem;margin:0}
h3 a{color:inherit;text-decoration:none}h3 a:hover{text-decoration:underline}
section{padding:1.75rem 0 1.25rem;border-bottom:1px solid var(--line)}
section:target h3{color:var(--link)}
p{margin:.6rem 0}
small{color:var(--soft);font-weight:400}
abbr{font:600 .72rem/1.6 ui-monospace,monospace;text-transform:uppercase;text-decoration:none}
.get{color:var(--get)}.post{color:var(--post)}.patch{color:var(--patch)}.delete{color:var(--delete)}
.route{margin:.25rem 0}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,monospace;font-size:.85em}
pre{background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:1rem;overflow-x:auto;line-height:1.45}
details{margin:.4rem 0}
summary{cursor:pointer;padding:.15rem 0}
.wide{overflow-x:auto;margin:.75rem 0}
table{border-collapse:collapse;width:100%;font-size:.875rem}
th,td{text-align:left;vertical-align:top;padding:.4rem .75rem .4rem 0;border-top:1px solid var(--line);font-weight:400}
th{white-space:nowrap}
td:nth-child(2){color:var(--soft)}
td:last-child{overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:3.5rem 1fr;margin:.5rem 0;font-size:.875rem}
dt{color:var(--soft)}dd{margin:0}dd p{margin:0 0 .25rem}
@media (max-width:56rem){body{display:block}nav{position:static;height:auto;max-height:45vh;border-right:0;border-bottom:1px solid var(--line)}nav li a{padding:.5rem .4rem}}
`;
