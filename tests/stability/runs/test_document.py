import json

from gancheck.engine.strict_json import encode
from gancheck.stability.runs.document import document, missed
from gancheck.stability.runs.experiment import Experiment
from gancheck.stability.state import State
from tests.stability.rules.courses import falling
from tests.stability.runs.made import run

RUNS = (
    run(falling(), State.HEALTHY, setting="a"),
    run(falling(), State.HEALTHY, setting="b", known=False),
    run(lambda t: 0.3, State.STUCK, setting="a", seed=1),
    run(lambda t: 0.3, State.COLLAPSED, setting="a", seed=2),
    run(lambda t: 0.035, State.HEALTHY, setting="a", seed=3, borderline=True),
)


def test_it_holds_all_and_is_json() -> None:
    found = document(Experiment(RUNS, ("digits",)))
    assert (found["runs"], found["borderline"], found["left out"]) == (5, 1, ["digits"])
    assert found["outcomes"]["healthy"] == {"clear": 2, "borderline": 1}
    assert found["settings"]["a"] == {"healthy": 1, "stuck": 1, "collapsed": 1, "healthy, borderline": 1}
    known = found["tiers"]["p_data known"]
    assert (known["clear"]["runs"], known["with borderline"]["runs"]) == (3, 4)
    assert known["clear"]["confusion"]["collapsed"]["stuck"] == 1
    assert [(wrong["seed"], wrong["verdict"]) for wrong in known["mistakes"]] == [(2, "stuck"), (3, "stuck")]
    assert known["mistakes"][1]["borderline"] == "made up"
    assert found["tiers"]["data set"]["clear"]["runs"] == 4
    assert "lost modes exact" in known["clear"]
    assert "lost modes exact" not in found["tiers"]["data set"]["clear"]
    fewer = found["fewer snapshots"]
    assert [(row["tier"], row["snapshots"]) for row in fewer[:4]] == [
        *(("p_data known", count) for count in (40, 20, 10)),
        ("data set", 40),
    ]
    assert fewer[0]["kind"] == known["clear"]["kind"]
    without = {row["tier"]: row for row in found["budget unknown"]}
    assert without["p_data known"]["found"]["count"] == 2  # the two that stall, by the second half of the steps
    assert without["data set"]["false alarms"]["count"] == 0
    json.dumps(encode(found), allow_nan=False)


def test_targets_that_are_missed_are_named() -> None:
    right = document(Experiment(RUNS[:1] + RUNS[2:3], ()))["tiers"]["p_data known"]["clear"]
    assert missed(right) == []
    wrong = document(Experiment(RUNS[2:4], ()))["tiers"]["p_data known"]["clear"]
    assert missed(wrong) == ["kind", "false alarms"]
