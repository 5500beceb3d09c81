"""The catalogue: every text in every language, with the same places for values."""

from __future__ import annotations

from datetime import datetime
from string import Formatter

from derive.documents import texts
from derive.documents.french import PHRASES


def places(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field}


def test_both_languages_have_every_text_with_the_same_places() -> None:
    assert set(texts.CATALOGUE) == {"en", "fr"}
    for key, text in texts.ENGLISH.items():
        assert places(texts.FRENCH[key]) == places(text), key
    assert set(texts.FRENCH) == set(texts.ENGLISH)


def test_the_language_is_that_of_the_block() -> None:
    when = datetime(2021, 4, 8, 23, 59)
    assert texts.due(when) == "Thursday, 8 April 2021, 23:59"
    with texts.using("fr"):
        assert texts.due(when) == "jeudi 8 avril 2021, 23:59"
        assert texts.told("the chain rule") == "la règle de la chaîne"
        assert texts.told("by definition of $f$") == "par définition de $f$"
        assert texts.told("a phrase that nobody translated") == "a phrase that nobody translated"
        assert texts.mathematics(r"a \quad\text{for all } x") == r"a \quad\text{pour tout } x"
    assert texts.mathematics(r"\text{for all }") == r"\text{for all }"
    assert texts.say("proof", number="(i)") == "Proof of (i)."


def test_reasons_of_the_engine_are_translated() -> None:
    from derive.tactics.lemma import LEMMAS
    from derive.theory import bayes, chain_rule, expectation_const, linearity, log_mul  # noqa: F401  (enters the lemmas)

    words = {lemma.words for lemma in LEMMAS.values()}
    assert len(words & set(PHRASES)) > 50
