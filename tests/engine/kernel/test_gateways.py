"""Gateways and joins: tokens are neither lost nor doubled, joins fire when and only when they should."""

from __future__ import annotations


def test_parallel_join_keeps_what_both_branches_wrote_in_either_order(play, draw):
    body = draw.starts("s") + draw.gateway("parallel", "f", "j") + draw.users("a", "b", "z") + draw.ends("e")
    body += draw.flow("s>f;f>a>j;f>b>j;j>z>e")
    for order in ("ab", "ba"):
        run = play(body, {"status": "new", "nested": {"x": 1}})

        for name in order:
            run.do(name, **({"status": "by_a", "nested": {"x": 2}} if name == "a" else {"other": 1}))

        assert run.live == ["z"]
        assert run.data == {"status": "by_a", "nested": {"x": 2}, "other": 1}


def test_parallel_join_fires_once_per_pass_of_a_loop(play, draw):
    body = draw.starts("s") + draw.gateway("exclusive", "m") + draw.gateway("parallel", "f", "j")
    body += draw.users("a", "b", "z") + draw.gateway("exclusive", "x", default="f_x_e") + draw.ends("e")
    run = play(body + draw.flow("s>m>f;f>a>j;f>b>j;j>z>x;x>m;x>e", {"x>m": "k &lt; 3"}))

    for k in (1, 2, 3):
        run.do("a").do("b").do("z", k=k)

    assert run.done


def test_a_token_in_excess_stays_at_the_join_and_the_instance_is_not_completed(play, draw):
    body = draw.starts("s") + draw.gateway("parallel", "f", "j") + draw.gateway("exclusive", "m")
    body += draw.users("a", "b", "c", "z") + draw.ends("e")
    run = play(body + draw.flow("s>f;f>m;f>a>m;m>b>j;f>c>j;j>z>e"))

    run.do("a").do("b").do("b").do("c").do("z")

    assert run.live == []
    assert run.stuck_at_joins() == ["j"]
    assert not run.done


def test_two_flows_from_one_gateway_into_one_join_count_twice(play, draw):
    body = draw.starts("s") + draw.gateway("parallel", "f", "j") + draw.users("z") + draw.ends("e")
    twice = '<sequenceFlow id="q1" sourceRef="f" targetRef="j"/><sequenceFlow id="q2" sourceRef="f" targetRef="j"/>'
    run = play(body + twice + draw.flow("s>f;j>z>e"))

    assert run.live == ["z"]


def test_two_tokens_through_one_parallel_split_keep_all_four_branches(play, draw):
    body = draw.starts("s") + draw.gateway("parallel", "f", "g") + draw.users("a", "b", "t", "p", "q") + draw.ends("e")
    run = play(body + draw.flow("s>f;f>a>t;f>b>t;t>g;g>p>e;g>q>e"))

    run.do("a").do("t").do("b").do("t")

    assert run.live == ["p", "p", "q", "q"]
    for name in "ppqq":
        run.do(name)
    assert run.done


def test_an_activity_with_several_flows_forks_by_condition_and_default(play, draw):
    body = draw.starts("s") + draw.tag("userTask", "t", default="f_t_d") + draw.users("u", "c1", "c2", "d")
    body += draw.ends("e") + draw.boundary("late", "t", draw.timer("PT1H"))
    body += draw.flow("s>t;t>u>e;t>c1>e;t>c2>e;t>d>e;late>e", {"t>c1": "n > 0", "t>c2": "n > 1"})
    for n, expected in ((0, ["d", "u"]), (1, ["c1", "u"]), (2, ["c1", "c2", "u"])):
        run = play(body, {"n": n}).do("t")

        assert run.live == expected
        for name in expected:
            run.do(name)
        assert run.done


def test_a_node_without_outgoing_flow_ends_its_path(play, draw):
    run = play(draw.starts("s") + draw.users("t", "a") + draw.flow("s>t>a")).do("t").do("a", last=1)

    assert run.done
    assert run.data == {"last": 1}


def test_exclusive_gateway_without_a_true_condition_is_an_incident_that_can_be_retried(play, draw):
    body = draw.starts("s") + draw.gateway("exclusive", "g") + draw.users("p", "q") + draw.ends("e")
    run = play(body + draw.flow("s>g;g>p>e;g>q>e", {"g>p": "y > 5", "g>q": "y &lt; 0"}), {"y": 1})

    assert run.live == ["g!"]

    assert run.retry("g", y=9).live == ["p"]


def inclusive(draw):
    body = draw.starts("s") + draw.gateway("inclusive", "i1", default="f_i1_c") + draw.gateway("inclusive", "i2")
    body += draw.users("a", "b2", "c", "z") + draw.jobs("v") + draw.ends("e")
    return body + draw.flow("s>i1;i1>a>i2;i1>v>b2>i2;i1>c>i2;i2>z>e", {"i1>a": "x > 0", "i1>v": "x > 1"})


def test_inclusive_join_waits_for_a_branch_that_is_in_a_running_service_task(play, draw):
    run = play(inclusive(draw), {"x": 2})

    assert run.do("a").live == ["v"]
    assert run.do("v").live == ["b2"]
    assert run.do("b2", w=1).live == ["z"]
    assert run.do("z").done


def test_inclusive_join_waits_only_for_the_branches_that_were_taken(play, draw):
    for x, taken in ((0, "c"), (1, "a")):
        assert play(inclusive(draw), {"x": x}).do(taken).do("z").done


def test_inclusive_gateways_work_in_a_loop(play, draw):
    body = draw.starts("s") + draw.gateway("exclusive", "m") + draw.gateway("inclusive", "i1", default="f_i1_c")
    body += draw.users("a", "b", "c", "z") + draw.gateway("inclusive", "i2")
    body += draw.gateway("exclusive", "x", default="f_x_e") + draw.ends("e")
    path = "s>m>i1;i1>a>i2;i1>b>i2;i1>c>i2;i2>z>x;x>m;x>e"
    run = play(body + draw.flow(path, {"i1>a": "x > 0", "i1>b": "x > 1", "x>m": "k &lt; 4"}), {"k": 0, "x": 2})

    for k, x, taken in ((1, 1, "ab"), (2, 0, "a"), (3, 2, "c"), (4, 0, "ba")):
        for name in taken:
            run.do(name)
        assert run.live == ["z"]
        run.do("z", k=k, x=x)

    assert run.done


def test_inclusive_join_fires_when_the_awaited_token_goes_elsewhere(play, draw):
    body = draw.starts("s") + draw.gateway("parallel", "f") + draw.users("a", "b", "z") + draw.gateway("inclusive", "j")
    body += draw.gateway("exclusive", "x", default="f_x_e2") + draw.ends("e", "e2")
    run = play(body + draw.flow("s>f;f>a>j;f>b>x;x>j;x>e2;j>z>e", {"x>j": "k = 1"}), {"k": 0})

    assert run.do("a").live == ["b"]
    assert run.do("b").live == ["z"]


def test_inclusive_join_waits_for_a_sub_process_and_takes_its_boundary_flow(play, draw):
    inner = draw.tag("subProcess", "sp", draw.starts("is") + draw.users("w") + draw.ends("ie") + draw.flow("is>w>ie"))
    body = draw.starts("s") + draw.gateway("parallel", "f") + draw.users("a", "z") + draw.gateway("inclusive", "j")
    body += inner + draw.boundary("bt", "sp", draw.timer("PT1H")) + draw.ends("e")
    run = play(body + draw.flow("s>f;f>a>j;f>sp>j;bt>j;j>z>e"))

    assert run.do("a").live == ["bt", "w"]
    assert run.fire("bt").live == ["z"]
    assert run.do("z").done


def test_event_gateway_takes_the_first_event_and_disarms_the_others_also_in_a_loop(play, draw):
    catches = draw.tag("intermediateCatchEvent", "cm", draw.message) + draw.tag("receiveTask", "rt", messageRef="mm")
    catches += draw.tag("intermediateCatchEvent", "ct", draw.timer("PT2H"))
    body = draw.starts("s") + draw.gateway("exclusive", "m") + draw.gateway("eventBased", "g") + catches
    body += draw.users("um", "ut") + draw.ends("e") + draw.flow("s>m>g;g>cm>um>e;g>rt>um;g>ct>ut>m")
    run = play(body, {"no": 9})

    assert run.live == ["cm", "ct", "rt"]
    assert (run.wait("cm").name, run.wait("cm").key) == ("msg", "9")
    assert run.fire("ct").live == ["ut"]
    assert run.do("ut").live == ["cm", "ct", "rt"]
    assert run.fire("cm", amount=5).live == ["um"]
    assert run.data["amount"] == 5
    assert run.do("um").done
