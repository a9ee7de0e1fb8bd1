"""The first lines of the process that runs the script.

Python is given this file by its path, and the file finds gancheck by its own: what the script will find on `sys.path`
decides nothing here, and gancheck's folders are never on it.
"""

import sys

NAMES = [name for name in globals() if name.startswith("__")]  # what Python gives every script
if not sys.flags.safe_path:
    del sys.path[0]  # the folder of this file, whose modules would hide others


def _import_gancheck() -> None:
    import importlib.util
    import os

    if "gancheck" in sys.modules:
        return
    folder = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    spec = importlib.util.spec_from_file_location(
        "gancheck", os.path.join(folder, "__init__.py"), submodule_search_locations=[folder]
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["gancheck"] = module
    spec.loader.exec_module(module)


if __name__ == "__main__":
    _import_gancheck()
    from gancheck.tracing.running.conduct import conduct

    conduct(sys.argv[1], NAMES)
