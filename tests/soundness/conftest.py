"""The fixtures of the tests of the kernel, here too."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

_path = Path(__file__).parents[1] / "kernel" / "conftest.py"
_spec = spec_from_file_location("kernel_conftest", _path)
if _spec is None or _spec.loader is None:
    raise ImportError(str(_path))
_module = module_from_spec(_spec)
sys.modules["kernel_conftest"] = _module
_spec.loader.exec_module(_module)
ledger, theory, table, proofs = _module.ledger, _module.theory, _module.table, _module.proofs
