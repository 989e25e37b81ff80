from anyuan.linkage.clusters import clusters


def test_chains_are_one_cluster():
    found = clusters([(1, 2), (2, 3), (5, 6)])
    assert sorted(map(sorted, found)) == [[1, 2, 3], [5, 6]]


def test_no_pairs_no_clusters():
    assert clusters([]) == []
