import platform

import torch

from gancheck.engine.environment import environment


def test_what_the_record_says_of_the_machine() -> None:
    found = environment("cpu")
    assert found["python"] == platform.python_version()
    assert found["torch"] == torch.__version__
    assert int(found["threads"]) == torch.get_num_threads()
    assert {"platform", "processor", "cores", "numpy"} <= found.keys()
    assert all(isinstance(text, str) and text for text in found.values())
