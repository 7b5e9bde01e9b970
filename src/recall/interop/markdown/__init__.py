"""Markdown notes with cards in them, in the dialects of several programs and of question lists."""
