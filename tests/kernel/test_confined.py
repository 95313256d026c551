"""A confined process computes and answers; it reads no file, opens no connection, runs nothing."""

import json

import pytest

from kernel import confined

pytestmark = pytest.mark.pure

CHILD = "tests.kernel.prying"


def test_a_confined_process_can_only_compute_and_answer() -> None:
    found = json.loads(confined.run(CHILD, {"any": "thing"}, "nội dung\nhai dòng".encode()))
    assert found.pop("data") == "nội dung\nhai dòng"
    assert found.pop("environment") == []
    assert found.pop("django") is False
    assert found.pop("seconds") == 20
    assert found.pop("computes") == "done"
    assert [name for name, ended in found.items() if ended == "done"] == []


def test_the_limits_are_what_stops_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: the same attempts without the limits succeed, those of the net aside."""
    free = "import resource; resource.setrlimit = lambda *a: None; main()"
    monkeypatch.setattr(confined, "START", confined.START.replace("main()", free))
    found = json.loads(confined.run(CHILD, "any", b""))
    for name in ("reads a file", "starts a program", "takes more memory", "loads a module"):
        assert found[name] == "done", name


def test_a_process_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "WALL_SECONDS", 0.5)
    with pytest.raises(confined.OverrunError):
        confined.run(CHILD, "forever", b"")


def test_a_process_that_computes_too_long_is_ended_by_the_system(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    less = "import kernel.confined as c; c.SECONDS = 1; main()"
    monkeypatch.setattr(confined, "START", confined.START.replace("main()", less))
    assert confined.run(CHILD, "forever", b"") == b""


def test_an_answer_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "LARGEST_ANSWER", 10)
    with pytest.raises(confined.OverrunError):
        confined.run(CHILD, "any", b"")
