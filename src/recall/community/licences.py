"""The terms that a new collection can be begun under; `starter/licences/` has a text for each."""

LICENCES = ("CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0", "MIT", "proprietary")
