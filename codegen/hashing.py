"""SHA-256 without OpenSSL, whose library `hashlib` loads: that takes longer than all that a first step hashes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    sha256: Callable[[bytes], Any]
else:
    # The interpreter's own, as its module `random` takes it; an interpreter may be built without.
    try:
        from _sha2 import sha256
    except ImportError:
        try:
            from _sha256 import sha256
        except ImportError:
            from hashlib import sha256


def digest(text: str) -> str:
    """Hexadecimal SHA-256 of a text."""
    return sha256(text.encode()).hexdigest()
