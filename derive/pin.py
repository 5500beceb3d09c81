"""`python -m derive.pin`: write the table of constants, axioms and definitions that the checker trusts, one entry a line.

A change of this file is a change of what is trusted: it is made on purpose, read, and committed by itself.
"""

from __future__ import annotations

import json
import sys

from derive.store import PACKAGE, write

PINNED = PACKAGE / "kernel" / "pinned.json"


def table() -> str:
    """The table of the ledger as it is now."""
    import derive.theory  # noqa: F401  (enters everything)
    from derive.kernel import axioms, certificate, terms

    ledger = {name: th.concl for name, (th, _) in axioms.axioms().items()}
    bodies = {name: th.concl.arg for name, (th, _) in axioms.definitions().items()}
    data = certificate.pin(terms.signature(), ledger, bodies)
    rows = [f' "format": {data.pop("format")}']
    for kind, entries in data.items():
        inside = ",\n".join(f"  {json.dumps(name)}: {json.dumps(entry, separators=(',', ':'))}" for name, entry in entries.items())
        rows.append(f' "{kind}": {{\n{inside}\n }}')
    return "{\n" + ",\n".join(rows) + "\n}\n"


def main() -> int:
    """Write the table; say what changed."""
    new = table()
    old = PINNED.read_text(encoding="utf-8") if PINNED.is_file() else ""
    before, after = set(old.splitlines()), set(new.splitlines())
    for sign, rows in (("-", before - after), ("+", after - before)):
        for row in sorted(rows):
            print(f"{sign} {row.strip()[:110]}")
    write(PINNED, new)
    return 0


if __name__ == "__main__":
    sys.exit(main())
