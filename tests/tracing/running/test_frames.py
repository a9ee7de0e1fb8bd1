import sys
from types import FrameType

import pytest

from gancheck.tracing.place import Place
from gancheck.tracing.running import frames

OWN = frames.__file__
TORCH = "/usr/lib/python3/site-packages/torch/optim/adam.py"
LIBRARY = "/usr/lib/python3/site-packages/vegans/gan.py"
SCRIPT = "/home/someone/train.py"


def _calls(*files: str) -> BaseException:
    """An exception that came through these files, the outermost first."""
    namespace: dict[str, object] = {"inner": None}
    for file in reversed(files):
        code = compile("def f(inner=inner):\n    if inner: inner()\n    raise ValueError('x')", file, "exec")
        exec(code, namespace)
        namespace["inner"] = namespace["f"]
    with pytest.raises(ValueError, match="x") as caught:
        namespace["f"]()  # type: ignore[operator]
    error = caught.value
    assert error.__traceback__ is not None
    return error.with_traceback(error.__traceback__.tb_next)  # without this function


def _files(error: BaseException) -> list[str]:
    trace, files = error.__traceback__, []
    while trace is not None:
        files.append(trace.tb_frame.f_code.co_filename)
        trace = trace.tb_next
    return files


def test_our_frames_are_cut_wherever_they_are() -> None:
    error = _calls(OWN, SCRIPT, OWN, TORCH, OWN)
    frames.without_ours(error)
    assert _files(error) == [SCRIPT, TORCH]


def test_also_from_the_exceptions_that_led_to_it() -> None:
    error, cause, context, inner = (_calls(OWN, SCRIPT) for _ in range(4))
    error.__cause__, cause.__context__ = cause, context
    context.__context__ = error  # a circle ends
    group = ExceptionGroup("several", [inner])  # type: ignore[type-var]
    group.__cause__ = error
    frames.without_ours(group)
    for each in (error, cause, context, inner):
        assert _files(each) == [SCRIPT]


def test_an_exception_from_us_alone_keeps_nothing() -> None:
    error = _calls(OWN, OWN)
    frames.without_ours(error)
    assert error.__traceback__ is None


def test_where_is_the_innermost_line_of_the_script() -> None:
    assert frames.where(_calls(SCRIPT, SCRIPT, LIBRARY, TORCH, OWN)) == Place(SCRIPT, 2, "f")
    assert frames.where(_calls(TORCH, LIBRARY, TORCH)) == Place(LIBRARY, 2, "f")
    assert frames.where(_calls(TORCH, OWN)) is None


def test_where_now_is_this_line() -> None:
    frame: FrameType = sys._getframe()
    place = frames.where_now(frame)
    assert place is not None
    assert (place.file, place.function) == (__file__, "test_where_now_is_this_line")
    assert frames.where_now(None) is not None  # the caller's own stack


def test_where_dumped_reads_what_faulthandler_writes() -> None:
    text = (
        "Fatal Python error: Segmentation fault\n\nCurrent thread 0x01 (most recent call first):\n"
        f'  File "{TORCH}", line 7 in step\n  File "{SCRIPT}", line 31 in <module>\n  File "{OWN}", line 3 in run\n'
    )
    assert frames.where_dumped(text) == Place(SCRIPT, 31, "<module>")
    assert frames.where_dumped("") is None
