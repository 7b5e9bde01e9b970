"""A deck as a page to print: two columns, question and answer. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from recall.interop import question
from recall.interop.gaps import bare_text
from recall.interop.html import html, still
from recall.interop.texts import Text
from recall.page.document import page

# Wide screens and paper show both columns; a phone shows the answer below its question.
_STYLE = """<style>
main{display:block}
table.cards{table-layout:fixed;font-size:1rem;margin-bottom:2rem}
.cards th,.cards td{text-align:left;vertical-align:top;white-space:normal;overflow-wrap:anywhere;padding:.6rem .8rem}
.cards td:first-child{width:48%;padding-left:0}.cards tr{break-inside:avoid}
.cards thead{display:table-header-group}.cards th:first-child{padding-left:0;font-weight:600}.cards p{margin:.4rem 0 0}
.cards ul,.cards ol{margin:.3rem 0;padding-left:1.3rem}.cards pre{white-space:pre-wrap;margin:.4rem 0}
.cards td>:first-child{margin-top:0}
.cards .why{margin-top:.5rem;color:var(--quiet);font-size:.9rem}
h2{break-after:avoid}
@media (max-width:600px){.cards thead{display:none}.cards tr,.cards td{display:block;border:0}
.cards td:first-child{width:auto;padding-bottom:0;font-weight:600}.cards td{padding-left:0}
.cards tr{border-bottom:1px solid var(--rule)}}
@media print{body{font-size:10pt}.cards{font-size:10pt}h2{margin-top:1rem}
@page{margin:15mm}}
</style>"""


def write(texts: Sequence[Text], title: str) -> bytes:
    """The page; it fetches nothing and runs nothing."""
    parts = [_STYLE]
    deck: tuple[str, ...] | None = None
    for text in texts:
        if text.deck != deck:
            if deck is not None:
                parts.append("</tbody></table>")
            deck = text.deck
            parts.append(f"<h2>{escape(' / '.join(deck[1:] or deck))}</h2><table class=cards>")
            parts.append("<thead><tr><th>Question</th><th>Answer</th></tr></thead><tbody>")
        parts.append(_row(text))
    parts.append("</tbody></table>" if texts else "")
    count = len(texts)
    return page(title, "\n".join(parts), lead=f"{count:,} question{'' if count == 1 else 's'}").encode()


def _row(text: Text) -> str:
    asked, answer = question.front(text), question.back(text)
    if text.kind == "cloze":
        cloze = str(text.fields["cloze"])
        asked = "\n\n".join(filter(None, (asked, bare_text(cloze, blank="…"))))
        answer = bare_text(cloze)
    why = html(question.further(text))
    behind = f"<div class=why>{why}</div>" if why else ""
    return f"<tr><td>{still(html(asked))}</td><td>{still(html(answer))}{still(behind)}</td></tr>"
