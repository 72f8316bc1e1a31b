"""A short, always equal run of the differential test; `make differential` is the long one."""
import differential


def test_peers_agree_on_random_pairs():
    comparison = differential.run(10_000, "short")
    assert comparison.pairs >= 10_000
    assert 0.2 < comparison.valid / comparison.pairs < 0.8, "the pairs lie on one side of the border"
    assert not comparison.unexplained, comparison.unexplained
