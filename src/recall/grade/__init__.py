"""Grading: an answer becomes a score between 0 and 1 with its evidence, one function a kind of card.

Pure: handed the card and the response. It knows nothing of schedules beyond the word `Rating`, and nothing of screens
or files.
"""
