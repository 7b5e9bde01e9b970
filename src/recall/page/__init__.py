"""Pages to look at in a browser: one file, light and dark, with pictures that need no script. Pure.

It must not know what is shown: a report is built from `page` around `figure`, `table` and the pictures of `svg`.
"""

from recall.page.document import Cell, figure, page, table, tiles
from recall.page.svg import Bar, Point, Series, bars, calendar, columns, points

__all__ = ["Bar", "Cell", "Point", "Series"]
__all__ += ["bars", "calendar", "columns", "figure", "page", "points", "table", "tiles"]
