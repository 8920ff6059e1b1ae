"""Our weights and projection against scikit-learn's."""

import numpy as np
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from corpora.encoders.lsa import LsaEncoder
from corpora.guideline_passages import guideline_passages
from corpora.tokens import tokenise
from guidelines import Library, Vocabulary

COSINE_TOLERANCE = 2e-4
"""Ours goes through a float32 Gram matrix, theirs through ARPACK; the last of 20 directions differ by about 1e-5."""


def test_cosines_are_those_of_scikit_learn() -> None:
    texts = [item.index_text for item in guideline_passages(Library.load(), Vocabulary.load())]
    tfidf = TfidfVectorizer(analyzer=tokenise, sublinear_tf=True).fit_transform(texts)
    theirs = TruncatedSVD(20, algorithm="arpack", random_state=0).fit_transform(tfidf)
    theirs /= np.linalg.norm(theirs, axis=1, keepdims=True)
    ours = LsaEncoder.fit(texts, dimension=20).encode_passages(texts)
    np.testing.assert_allclose(ours @ ours.T, theirs @ theirs.T, atol=COSINE_TOLERANCE)
