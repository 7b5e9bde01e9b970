"""The style sheet of every page. Colours are named once for light and once for dark; text keeps 4.5:1, marks 3:1."""

from __future__ import annotations

_COLOURS = """
:root{
--ground:#f6f6f3;--sheet:#ffffff;--ink:#1b2226;--quiet:#566067;--rule:#d9dcd8;--track:#e6e8e4;--edge:#8a9298;
--a:#0b6e63;--b:#a85a00;--c:#1d5fa8;--d:#7a4fa3;--again:#b3372e;--hard:#a85a00;--good:#0b6e63;--easy:#1d5fa8;
--h1:#a9d5cb;--h2:#6db5a6;--h3:#2f8f80;--h4:#0b5a51}
@media (prefers-color-scheme:dark){:root{
--ground:#14181b;--sheet:#1d2226;--ink:#e8eaea;--quiet:#a5afb5;--rule:#343b40;--track:#2c3338;--edge:#77828a;
--a:#4fc3b0;--b:#e0a04c;--c:#7ab3ef;--d:#c09be6;--again:#f0857d;--hard:#e0a04c;--good:#4fc3b0;--easy:#7ab3ef;
--h1:#1f4f49;--h2:#2b7a6f;--h3:#3ba695;--h4:#7be0cf}}
"""

_LAYOUT = """
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
header,main{max-width:72rem;margin:0 auto;padding:0 clamp(1rem,4vw,2.5rem)}
header{padding-top:clamp(1.5rem,5vw,3rem)}
h1{margin:0;font-size:clamp(1.5rem,5vw,2.1rem);line-height:1.2;letter-spacing:-.01em;overflow-wrap:anywhere}
h2{margin:0;font-size:1.05rem;line-height:1.35}
p{margin:.2rem 0 0}
.lead,figcaption p,.tiles dt,.tiles span,summary,caption,.note{color:var(--quiet)}
figcaption p,summary,caption,.tiles dt,.tiles span,.note{font-size:.875rem}
main{display:grid;gap:1rem;padding-top:1.25rem;padding-bottom:3rem;
grid-template-columns:repeat(auto-fit,minmax(min(100%,27rem),1fr))}
main>*,figure{min-width:0;margin:0}
figure,main>section{background:var(--sheet);border:1px solid var(--rule);border-radius:.6rem;padding:1.1rem 1.2rem}
main>.wide,main>.tiles,main>.note,main>h2{grid-column:1/-1}
main>h2{margin-top:1rem;font-size:1.25rem}
.tiles{display:grid;gap:1px;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));overflow:hidden;
border:1px solid var(--rule);border-radius:.6rem;background:var(--sheet)}
.tiles div{padding:.9rem 1.2rem;box-shadow:0 0 0 1px var(--rule)}
.tiles dd{margin:0}.tiles b{display:block;font-size:1.6rem;line-height:1.25;font-weight:650}
.tiles span{display:block}
svg{display:block;width:100%;margin-top:.7rem;overflow:visible;font-size:11.5px}
svg text{fill:var(--quiet)}svg .ink{fill:var(--ink)}
.grid{stroke:var(--rule);stroke-width:1}.axis{stroke:var(--edge);stroke-width:1}
.track{fill:var(--track);stroke:var(--edge);stroke-width:1}.h0{fill:var(--track)}
.h1{fill:var(--h1)}.h2{fill:var(--h2)}.h3{fill:var(--h3)}.h4{fill:var(--h4)}
@media (max-width:600px){svg .spare{display:none}}
.key{display:flex;flex-wrap:wrap;gap:.2rem 1rem;margin:.6rem 0 0;padding:0;list-style:none;font-size:.875rem}
.key i{display:inline-block;width:.75em;height:.75em;margin-right:.4em;border-radius:2px}
details{margin-top:.8rem}summary{cursor:pointer;padding:.2rem 0}
summary:focus-visible,.scroll:focus-visible,a:focus-visible{outline:2px solid var(--c);outline-offset:2px}
.scroll{overflow:auto;max-height:26rem}
table{border-collapse:collapse;width:100%;font-size:.875rem;font-variant-numeric:tabular-nums}
caption{text-align:left;padding-bottom:.3rem}
th,td{padding:.28rem .7rem .28rem 0;border-bottom:1px solid var(--rule);text-align:right;white-space:nowrap}
th:first-child{text-align:left;white-space:normal;overflow-wrap:anywhere;font-weight:400}
td:last-child,th:last-child{padding-right:0}
.brief th:first-child{white-space:nowrap}
.long th:first-child{min-width:8.5rem;position:sticky;left:0;background:var(--sheet)}
thead th{color:var(--quiet);font-weight:600}
pre,code{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.9em}
pre{overflow:auto;background:var(--track);padding:.7rem;border-radius:.4rem}
a{color:var(--c)}
@media print{
:root{color-scheme:light}
body{background:none;font-size:11pt}header,main{max-width:none;padding-left:0;padding-right:0}
figure,main>section,.tiles{break-inside:avoid;border-color:#999}
details:not([open]){display:none}.scroll{max-height:none;overflow:visible}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""

_NAMES = ("a", "b", "c", "d", "again", "hard", "good", "easy", "edge")
_FILLS = "".join(f".{name}{{fill:var(--{name});background:var(--{name})}}" for name in _NAMES)
_STROKES = "".join(f".line.{name}{{fill:none;stroke:var(--{name});stroke-width:2}}" for name in _NAMES)

# A dark screen must not print white on white.
_PRINT = _COLOURS[_COLOURS.index(":root") : _COLOURS.index("@media")]

STYLE = f"{_COLOURS}{_LAYOUT}{_FILLS}{_STROKES}@media print{{{_PRINT}}}".replace("\n", "")
