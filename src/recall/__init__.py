"""recall: flashcards and mock interviews for people who want to be backend developers."""

__version__ = "0.1.0"
