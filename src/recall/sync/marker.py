"""`recall-sync.json`: what tells a remote of recall's from somebody else's folder, and a right key from a wrong one."""

from __future__ import annotations

import json
import os
from typing import Any

from recall.errors import Refused
from recall.sync.remote import Missing, Remote
from recall.sync.seal import Seal
from recall.sync.segment import Untrue

NAME = "recall-sync.json"
_FORMAT = "recall-sync/1"
_MAX = 10_000
_PROOF = b"recall"


def read(remote: Remote) -> dict[str, Any] | None:
    """What the remote says of itself, None where it says nothing. Raises Refused where that is not understood."""
    size = remote.names().get(NAME)
    if size is None:
        return None
    try:
        found = json.loads(remote.get(NAME)) if size <= _MAX else None
    except (Missing, ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get("format") != _FORMAT or not isinstance(found.get("id"), str):
        raise Refused(
            f"{NAME} of the remote is damaged or of a newer recall",
            "update recall, or use another place; nothing was sent",
        )
    return found


def make(remote: Remote, seal: Seal) -> str:
    """Marks an empty remote as recall's; its id. Of two machines that do so at once one wins, and both read whose."""
    id_ = os.urandom(8).hex()
    proof = seal.wrap(_bound(id_), _PROOF).hex()
    text = json.dumps({"format": _FORMAT, "id": id_, "sealed": seal.sealed, "proof": proof}, indent=1)
    remote.put({NAME: text.encode()})
    found = read(remote)
    if found is None:
        raise Refused("the remote does not keep what is put there", "use another place; nothing else was sent")
    return check(found, seal)


def check(found: dict[str, Any], seal: Seal) -> str:
    """The remote's id, if the seal is its own. Raises Refused for another key, or none where there should be one."""
    if found.get("sealed") is not seal.sealed:
        raise Refused(
            f"the remote is {'sealed' if found.get('sealed') else 'not sealed'}, and this machine thinks otherwise",
            "recall sync setup begins anew; nothing was sent",
        )
    id_ = str(found["id"])
    try:
        right = seal.unwrap(_bound(id_), bytes.fromhex(str(found.get("proof")))) == _PROOF
    except (Untrue, ValueError):
        right = False
    if not right:
        raise Refused("the recovery key is not the one of this remote", "nothing was sent or taken")
    return id_


def _bound(id_: str) -> str:
    return f"{NAME}/{id_}"
