"""Deck files for measurements: short cards of all thirteen kinds in turn."""

from __future__ import annotations

CARDS = (
    "prompt: What does the I of ACID stand for?\n  answer: Isolation",
    "prompt: Which port is HTTPS?\n  options:\n  - text: '443'\n    correct: true\n"
    "  - text: '80'\n    why: That is HTTP.\n  - text: '22'\n    why: That is SSH.",
    "prompt: Which methods are safe?\n  options:\n  - {text: GET, correct: true}\n  - {text: HEAD, correct: true}\n"
    "  - {text: POST, why: It may create}",
    "prompt: Delete a branch by force.\n  accept: [git branch -D]\n  exact: true",
    "prompt: Round trip in ms?\n  number: 80\n  tolerance: 5%\n  unit: ms",
    "cloze: A reset --{{c1::soft}} keeps the index.",
    "prompt: Order the handshake.\n  order: [SYN, SYN-ACK, ACK]",
    "prompt: Match them.\n  match:\n  - {left: '404', right: not found}\n  - {left: '410', right: gone}\n"
    "  spare: [teapot]",
    "prompt: Sort them.\n  categories:\n    Safe: [GET, HEAD]\n    Neither: [POST]",
    "prompt: What is printed?\n  code: |\n    print(1 + 1)\n  lang: python\n  output: '2'\n  run: python",
    "prompt: Which line is wrong?\n  code: |\n    a = 1\n    b = a / 0\n  lang: python\n  lines: [2]",
    "prompt: All names.\n  setup: CREATE TABLE t (name TEXT);\n  sql: SELECT name FROM t",
    "prompt: Why hash slowly?\n  rubric:\n  - {id: cost, point: Guessing costs, weight: 5, must: true}\n"
    "  - {id: salt, point: Salts differ, weight: 5}",
)
COMMON = (
    "  level: apply\n  difficulty: 2\n  explanation: It says why, and why the tempting one is wrong.\n"
    "  sources:\n  - ref: RFC 9110 §9.2\n    url: https://www.rfc-editor.org/rfc/rfc9110\n"
)
PER_DECK = 500


def mixed_decks(count: int) -> list[tuple[str, bytes]]:
    """`count` cards as `(name, file)`, `PER_DECK` a file."""
    decks = []
    for start in range(0, count, PER_DECK):
        cards = (
            f"- id: card-{number}\n  {CARDS[number % len(CARDS)]}\n{COMMON}"
            for number in range(start, min(start + PER_DECK, count))
        )
        text = f"format: recall/1\ndeck: deck-{start}\ntitle: Deck {start}\ncards:\n{''.join(cards)}"
        decks.append((f"deck-{start}.yaml", text.encode()))
    return decks
