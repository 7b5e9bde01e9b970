"""Decks: the card kinds as values, the reader, the checks, the library of what is installed."""
