import numpy as np

from corpora.retriever import Ranked, Ranking

ROWS, SCORES = np.array([4, 1, 7], dtype=np.int32), np.array([0.75, 0.5, 0.25], dtype=np.float32)


def test_a_ranking_reads_like_a_list_of_ranked_rows() -> None:
    ranking = Ranking(ROWS, SCORES)
    as_list = [Ranked(4, 0.75), Ranked(1, 0.5), Ranked(7, 0.25)]
    assert list(ranking) == as_list
    assert ranking == as_list
    assert as_list == ranking
    assert (len(ranking), ranking[0], ranking[-1]) == (3, as_list[0], as_list[-1])
    assert ranking[1:] == as_list[1:]
    assert isinstance(ranking[1:], Ranking)
    assert all(type(row) is int and type(score) is float for row, score in ranking)
    assert ranking != as_list[:2]
    assert ranking != 3
    assert repr(ranking) == f"Ranking({as_list!r})"


def test_what_a_retriever_gives_becomes_a_ranking_and_a_ranking_stays_itself() -> None:
    ranking = Ranking.of([(4, 0.75), (1, 0.5)])
    assert ranking.rows.tolist() == [4, 1]
    assert ranking.scores.tolist() == [0.75, 0.5]
    assert Ranking.of(ranking) is ranking
    assert Ranking.of([]) == []
    assert Ranking.of([]).rows.dtype == np.int64
