"""Anki's packages: `.apkg` and `.colpkg` with any of the three databases that they have held."""
