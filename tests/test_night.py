"""The night run's table: what it makes of the reports of pytest."""

from tests.night import Outcome, outcome

CASE = '<testsuite><testcase classname="a" name="b">{0}</testcase></testsuite>'
COUNT = '<properties><property name="goal" value="R1"/><property name="tried" value="R1 50"/></properties>'


def told(tmp_path, inside: str, code: int) -> Outcome:
    (tmp_path / "report.xml").write_text(CASE.format(inside))
    return outcome("R1", tmp_path / "report.xml", code, 1.0)


def test_what_a_passed_test_tried_has_held(tmp_path) -> None:
    result = told(tmp_path, COUNT, 0)
    assert (result.tried, result.held, result.good) == (50, 50, True)


def test_what_a_failed_test_tried_has_not(tmp_path) -> None:
    result = told(tmp_path, COUNT + '<failure message="lost"/>', 1)
    assert (result.tried, result.held, result.failed) == (50, 0, ("a::b",))
    assert "FAILED a::b" in result.line()


def test_a_run_that_died_without_a_report_has_failed(tmp_path) -> None:
    assert not outcome("R1", tmp_path / "none.xml", -11, 1.0).good


def test_what_could_not_be_tried_is_said_with_its_reason(tmp_path) -> None:
    result = told(tmp_path, '<skipped message="no graphics card here"/>', 0)
    assert (result.tried, result.good) == (0, True)
    assert "no graphics card here" in result.line()


def test_how_many_were_tried_goes_into_the_report(request, size, tried) -> None:
    assert size(3, 3) == 3
    tried("P1", 1)
    assert ("tried", "P1 1") in request.node.user_properties
