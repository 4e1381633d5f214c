"""How often a dying engine is started again."""

from app.restart_policy import Next, RestartPolicy


def test_the_third_crash_in_five_minutes_makes_it_careful_and_three_more_end_it():
    policy = RestartPolicy()
    assert [policy.crashed(now) for now in (0.0, 10.0, 20.0)] == [Next.AGAIN, Next.AGAIN, Next.CAREFULLY]
    assert policy.careful
    assert [policy.crashed(now) for now in (30.0, 40.0, 50.0)] == [Next.AGAIN, Next.AGAIN, Next.NO_MORE]


def test_a_crash_is_forgiven_after_five_minutes():
    policy = RestartPolicy()
    assert {policy.crashed(200.0 * number) for number in range(20)} == {Next.AGAIN}
    assert not policy.careful


def test_the_person_may_begin_anew():
    policy = RestartPolicy()
    for now in range(6):
        policy.crashed(float(now))
    policy.forget()
    assert not policy.careful
    assert policy.crashed(6.0) is Next.AGAIN
