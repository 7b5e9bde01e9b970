"""Colours for source code, through pygments. Loaded after the first paint; it must not know cards or blocks."""

from __future__ import annotations

from functools import lru_cache

from textual.content import Content
from textual.highlight import ANSIDarkHighlightTheme, HighlightTheme
from textual.highlight import highlight as colour

_MOST = 4000  # signs: a stranger's text must not keep a lexer busy
_LEXERS = {
    **dict.fromkeys(("bash", "shell", "sh", "console", "shell-session"), "bash"),
    **dict.fromkeys(("javascript", "js", "node"), "javascript"),
    **dict.fromkeys(("typescript", "ts"), "typescript"),
    **dict.fromkeys(("python", "py"), "python"),
    **dict.fromkeys(("yaml", "yml"), "yaml"),
    **dict.fromkeys(("dockerfile", "docker"), "docker"),
    **dict.fromkeys(("csharp", "c#", "cs"), "csharp"),
    **dict.fromkeys(("golang", "go"), "go"),
    **{name: name for name in ("sql", "java", "kotlin", "json", "http", "nginx", "toml", "ini", "xml", "html", "css")},
    **{name: name for name in ("c", "rust", "ruby", "php", "graphql", "protobuf", "hcl", "diff")},
}


def highlight(text: Content, lang: str, *, ansi: bool) -> Content:
    """`text` coloured as `lang`; as it was where the language is unknown or the text is long."""
    lexer = _LEXERS.get(lang.lower())
    source = text.plain
    if lexer is None or len(source) > _MOST:
        return text
    shown = _coloured(source, lexer, ansi)
    return shown if shown.plain == source else text


@lru_cache(256)
def _coloured(source: str, lexer: str, ansi: bool) -> Content:
    """Kept, so that what was coloured before the flip costs nothing at it."""
    return colour(source, language=lexer, theme=ANSIDarkHighlightTheme if ansi else HighlightTheme)
