"""Whose money it is: one's own is a sign of a free choice, a pimp's share never is."""

from __future__ import annotations

import pytest

from hotline.domain import Lookalike, Type, Urgency
from tests.triage.reports import reported

TAKEN = (
    "my pimp keeps all the money",
    "he keeps her money and drives her to the hotels",
    "she turns tricks and he keeps all of her earnings",
    "he pimps her and keeps the money",
    "my boyfriend keeps my money, i escort for him",
    "mi padrote se queda con todo el dinero",
    "mi chulo me quita lo que gano con los clientes",
    "her pimp keeps all her money from the dates",
    "i have a pimp and he keeps all of it",
)
OWN = (
    "i escort by choice and keep my money",
    "i do sex work on my own, nobody takes my money",
    "she is an independent escort and keeps her own money",
    "we are independent escorts and we keep our earnings",
    "he is a stripper, he keeps his own money and nobody controls him",
    "nobody pimps us, we choose our clients",
)


@pytest.mark.parametrize("text", TAKEN)
def test_money_that_someone_else_keeps_is_no_sign_of_a_free_choice(text: str) -> None:
    found = reported(text)
    assert (
        found.type.value is Type.SEX and found.lookalike.value is not Lookalike.CONSENSUAL_SEX_WORK
    ), text
    assert found.urgency.value <= Urgency.P2, text


@pytest.mark.parametrize("text", OWN)
def test_money_of_ones_own_is(text: str) -> None:
    assert reported(text).lookalike.value is Lookalike.CONSENSUAL_SEX_WORK, text
