/** The page's only style; it is part of the policy by its hash, and so no value ever goes into it. */
export const style = `
:root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--soft:#57606a;--line:#d0d7de;--card:#f6f8fa;--link:#0a57c2;
--good:#116329;--good-bg:#e6f4ea;--bad:#a40e26;--bad-bg:#ffebe9;--doubt:#704700;--doubt-bg:#fff4d6}
@media (prefers-color-scheme:dark){:root{--bg:#0f1419;--fg:#e6edf3;--soft:#9aa7b4;--line:#3a434d;--card:#171d24;--link:#79b8ff;
--good:#6fd98a;--good-bg:#12261a;--bad:#ff9b94;--bad-bg:#351a1d;--doubt:#e8bd52;--doubt-bg:#2c2512}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:1.5rem 1rem 3rem;background:var(--bg);color:var(--fg);
font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.5rem;margin:0 0 .5rem}h2{font-size:1.2rem;margin:2.2rem 0 .7rem}h3{font-size:1rem;margin:0 0 .3rem}
p{margin:.3rem 0}ul,ol{margin:.3rem 0;padding-left:1.2rem}a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:2px}
code{font:.92em ui-monospace,monospace}
.conclusion{font-size:1.1rem;font-weight:600;padding:.6rem .9rem;border-radius:.4rem;border-left:.35rem solid var(--line);background:var(--card)}
.good{color:var(--good)}.bad{color:var(--bad)}.doubtful{color:var(--doubt)}.soft{color:var(--soft)}
.conclusion.good{background:var(--good-bg);border-color:var(--good)}
.conclusion.bad{background:var(--bad-bg);border-color:var(--bad)}
.conclusion.doubtful{background:var(--doubt-bg);border-color:var(--doubt)}
.notes{color:var(--soft);list-style:none;padding:0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.4rem .7rem;border-bottom:1px solid var(--line);overflow-wrap:normal}
thead th{color:var(--soft);font-weight:600;white-space:nowrap}tbody th{font-weight:600}
caption{text-align:left;color:var(--soft);padding-bottom:.4rem}
.mark{display:inline-block;min-width:1.2em;font-weight:700}
article,details{border:1px solid var(--line);border-radius:.4rem;background:var(--card);margin:.6rem 0;padding:.7rem .9rem}
article.bad,article.doubtful,article.soft{color:inherit;border-left:.35rem solid var(--line)}
article.bad{border-left-color:var(--bad)}article.doubtful{border-left-color:var(--doubt)}
summary{cursor:pointer;font-weight:600}
summary .outcome{font-weight:400;margin-left:.5rem}
.way{margin:.9rem 0 .2rem}
.path{list-style:none;display:flex;flex-wrap:wrap;gap:.5rem 1.1rem;padding:0 1.1rem 0 0;margin:.4rem 0;font-size:.8rem}
.path li{position:relative;border:1px solid var(--line);border-radius:.4rem;background:var(--bg);padding:.2rem .35rem;text-align:center}
.path li:not(:last-child)::after{content:"→" / "";position:absolute;right:-1.05rem;top:50%;transform:translateY(-50%);
color:var(--soft);font-weight:400}
.path .state{display:block;font-size:.95em}
.path .passes{border-color:var(--good)}.path .passes .state{color:var(--good)}
.path .fails{border:2px solid var(--bad);background:var(--bad-bg);color:var(--bad);font-weight:700}
.path .partly{border:2px dashed var(--bad);background:var(--bad-bg);color:var(--bad);font-weight:700}
.path .unknown{border:2px dotted var(--doubt);background:var(--doubt-bg);color:var(--doubt);font-weight:700}
.path .beyond,.path .unjudged{border-style:dashed;color:var(--soft)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem .9rem;margin:.4rem 0}dt{color:var(--soft)}dd{margin:0}
footer{margin-top:2.5rem;color:var(--soft);font-size:.9rem}
@media (max-width:40rem){
[aria-labelledby=matrix] :is(th,td){padding:.35rem .3rem;font-size:.9rem;overflow-wrap:anywhere}
[aria-labelledby=matrix] :is(thead th,td:first-of-type:not(:last-of-type)){overflow-wrap:normal}
.path{flex-direction:column;gap:1.5rem;padding:0;font-size:1rem}
.path li{text-align:left;display:flex;justify-content:space-between;gap:1rem}
.path li:not(:last-child)::after{content:"↓" / "";right:auto;left:1rem;top:auto;bottom:-1.5rem;transform:none}
.path .state{display:inline;font-size:.9rem}
dl{grid-template-columns:1fr}dt{margin-top:.3rem}}
@media print{article,details{break-inside:avoid}}
`;

/** SHA-256 of the style, as a content security policy names it; a test computes it again. */
export const styleHash = "sha256-LM/MIWr5u/VfXJGo+WM0qedW9a9Y71vy5fzoEQPrQT4=";
