"""A password that a guesser tries early is refused; one that is hard to guess is accepted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.accounts import passwords
from tests.line import PASSWORD

OTHER = "purple lamp under seven bridges"
ABOUT = ("Webb County Tip Line", "dora", "Dora Example")


@pytest.mark.parametrize(
    "password",
    """passwordpassword Password1234! P@ssw0rd2026!! 123456789012 qwertyuiop123 aaaaaaaaaaaa
    abcabcabcabc hotline2026hotline webbcounty2026 TipLine123456 dora.example1 DoraExample2026!
    letmein1234567 iloveyou123456 supervisor1234 contraseña123 Contrasena2026! guadalupe2026!
    asdfghjkl12345 zaq12wsxcde3 1q2w3e4r5t6y football2024!! trustno1trustno1 maria1985maria
    teamo1234567 qwerty-qwerty-1 Summer2026!!! welcome2026welcome adminadmin123 000000000000
    11223344556677 jessica12345 changeme123! 098765432109 ZyxwvutsRqpo short""".split(),
)
def test_what_a_guesser_tries_first_is_no_password(password: str) -> None:
    assert passwords.problem(password, ABOUT)


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        OTHER,
        "correct horse battery staple",
        "kT9v!x2Lq0pZ",
        "839201746529",
        "mi perro come naranjas verdes",
        "el caballo baila con zapatos",
        "tractor velvet onion march",
        "a1b7-zz9q-03mm",
        "Vx!unresolved-cactus",
        "любимая мелодия утром",
        "紫色的灯在七座桥下面等你回家",
    ],
)
def test_a_password_that_is_hard_to_guess_is_taken(password: str) -> None:
    assert passwords.problem(password, ABOUT) == ""


@given(
    st.sampled_from(["password", "Contraseña", "hotline", "Dora", "sunshine", "qwerty", "abcd"]),
    st.sampled_from(["", "1", "123", "2026", "!", "1!", "12345", "99", "!!!", "000000"]),
    st.integers(1, 9),
)
def test_decorating_a_common_word_does_not_make_it_good(word: str, tail: str, times: int) -> None:
    for made in (word * times + tail, (word + tail) * times, word.swapcase() * times + tail):
        assert passwords.problem(made, ABOUT)


@given(st.text(min_size=0, max_size=250))
def test_any_text_gets_an_answer_and_more_never_makes_it_worse(text: str) -> None:
    assert passwords.bits(text) >= 0
    assert passwords.bits(text + "x") >= passwords.bits(text) - 5
