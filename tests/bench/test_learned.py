"""The model that the word lists are compared with does learn, so that the comparison is fair."""

from __future__ import annotations

from bench.learned_eval import Model
from hotline.domain import Type

TEXTS = (
    "boss keeps our passports at the farm",
    "no pay at the farm and he hits us",
    "they locked the farm workers in",
    "she has to see men at the motel",
    "he sells her at the motel",
    "men pay him for her at the motel",
)
LABELS = ("labor",) * 3 + ("sex",) * 3


def test_it_learns_and_says_the_same_on_every_run() -> None:
    unseen = ("workers from the farm", "the men came to the motel")
    said = [[Model().fit(TEXTS, LABELS).predict(text) for text in unseen] for _ in range(2)]
    assert said[0] == said[1] == [Type.LABOR, Type.SEX]


def test_a_rare_label_counts_as_much_as_a_common_one() -> None:
    texts = (*TEXTS * 5, "zip tie on the car", "is the zip tie a story")
    model = Model().fit(texts, (*LABELS * 5, "none", "none"))
    assert model.predict("what is a zip tie") == "none"


def test_a_text_without_a_known_piece_has_an_answer() -> None:
    assert Model().fit(TEXTS, LABELS).predict("") in {"labor", "sex"}
