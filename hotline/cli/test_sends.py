"""``hotline test call|text|page|email``: whether what the line sends really arrives."""

from __future__ import annotations

import contextlib
import secrets
import smtplib
from collections.abc import Iterator
from typing import Annotated

import typer

from hotline.accounts import logins
from hotline.accounts.staff import StaffError
from hotline.cli.environment import by_command, deployment
from hotline.cli.setup_answers import typed_code
from hotline.db.accounts import Staff
from hotline.deployment import Deployment
from hotline.doctor.inside import TEST_PAGE
from hotline.doctor.outside import send_mail
from hotline.followups import paging
from hotline.privacy.egress import EgressRefusedError
from hotline.privacy.pseudonyms import read_address
from hotline.providers.errors import ProviderError
from hotline.settings import SettingsError

app = typer.Typer(help="Send something to see that it arrives.", no_args_is_help=True)
Number = Annotated[str, typer.Argument(help="A telephone number, as +19565550161.")]
TEXT = "{line}: this is a test. Alerts come from this number."
PAGE = "{line}: test page. Alerts reach this phone. Code: {code}"
EMAIL = "This is a test. Alerts come from this address."
SENT = "handed over; look whether it arrives"


@app.command("text")
def text(to: Number) -> None:
    """Send a text from the line's number."""
    with _sending() as dep:
        words = TEXT.format(line=dep.settings.line_name)
        dep.provider.send_text(_number(to), words, callback=dep.callbacks.text_status())
    typer.echo(SENT)


@app.command("call")
def call(to: Number) -> None:
    """Call from the line's number; who answers hears that it is a test. The service must run."""
    with _sending() as dep:
        urls = dep.callbacks
        dep.provider.place_call(_number(to), urls.alert(0), callback=urls.call_status(0))
    typer.echo(SENT)


@app.command("email")
def email(to: Annotated[str, typer.Argument(help="An email address.")]) -> None:
    """Send an email, as alerts are sent."""
    with _sending() as dep:
        send_mail(dep, to, "Test", EMAIL)
    typer.echo(SENT)


@app.command("page")
def page(username: Annotated[str, typer.Argument(help="Whose login.")]) -> None:
    """Send someone a test page with a code, and ask for the code: then it is known to arrive."""
    with _sending() as dep:
        with dep.database.read() as db:
            person = logins.find(db, username)
        if not confirm(dep, person):
            raise SettingsError(f"the test page to {username} was not confirmed")
    typer.echo(f"{username} is paged, and has confirmed it")


def confirm(dep: Deployment, person: Staff) -> bool:
    """Text a code to someone who is paged, and ask for it. Raises ``ProviderError``."""
    phone = paging.reach_of(dep.keys, person).phone
    if not phone:
        raise SettingsError(
            f"{person.username} has no phone number; "
            f"`hotline staff reach {person.username} --phone NUMBER`"
        )
    code = f"{secrets.randbelow(10_000):04}"
    words = PAGE.format(line=dep.settings.line_name, code=code)
    dep.provider.send_text(phone, words, callback=dep.callbacks.text_status())
    given = typed_code(
        f"A test page went to {person.name}. The code in it (Enter: it did not come)"
    )
    if given != code:
        return False
    with dep.database.write() as db:
        by_command(db, dep).record(TEST_PAGE, f"staff:{person.id}")
    return True


def _number(given: str) -> str:
    number = read_address(given).number
    if number is None:
        raise SettingsError(f"{given!r} is not a telephone number; write it as +19565550161")
    return number


@contextlib.contextmanager
def _sending() -> Iterator[Deployment]:
    """What did not go out is one line."""
    with contextlib.closing(deployment()) as dep:
        try:
            yield dep
        except ProviderError as error:
            raise SettingsError(
                f"{dep.settings.provider}: {error}; `hotline doctor` says more"
            ) from None
        except (EgressRefusedError, StaffError) as error:
            raise SettingsError(str(error)) from None
        except (smtplib.SMTPException, OSError) as error:
            raise SettingsError(f"not sent: {error}; `hotline doctor` says more") from None
