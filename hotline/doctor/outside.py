"""What is seen from outside: mail, the public address with its certificate and proxy, the provider.

Nothing here is asked on another machine outside production (:mod:`hotline.privacy.egress`).
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parsedate_to_datetime
from urllib.parse import urlsplit

import httpx

from hotline import __version__
from hotline.deployment import Deployment
from hotline.doctor.findings import Check, Finding, look, ok, wrong
from hotline.loopback import is_loopback
from hotline.privacy.egress import EgressRefusedError
from hotline.providers import callback_urls
from hotline.providers.console import HasConsole, fallback_urls
from hotline.providers.errors import ProviderError
from hotline.transport.tls import trusted

SECONDS = 8.0
CLOCKS_DIFFER = 60.0
"""Seconds by which our clock may be off: signatures and logins bear a few minutes."""
STRANGER = "203.0.113.9"
"""An address of nobody (RFC 5737), claimed in a header that only our proxy may set."""
NATIONAL_HOTLINE = "+18883737888"
WORDS = "This is a test from `hotline doctor`. Alerts to agencies go the same way. Nothing to do."


def mail(dep: Deployment) -> Iterator[Finding]:
    """An email is really handed over, to the line's own address."""
    settings = dep.settings
    host = urlsplit(settings.smtp_url).hostname
    fix = "see HOTLINE_SMTP_URL; `hotline test email ADDRESS` tries again"
    try:
        send_mail(dep, settings.mail_from, "Test of alerts", WORDS)
    except smtplib.SMTPAuthenticationError:
        yield wrong("mail", f"{host} refuses our user name or password", fix)
    except smtplib.SMTPRecipientsRefused:
        what = f"{host} takes no email for {settings.mail_from}, where bounces come back"
        yield wrong("mail", what, "make that mailbox, or set HOTLINE_MAIL_FROM to one that exists")
    except ssl.SSLCertVerificationError as error:
        what = f"the certificate of {host} is not trusted ({error.verify_message})"
        yield wrong("mail", what, "see HOTLINE_SMTP_CA_FILE and the host in HOTLINE_SMTP_URL")
    except smtplib.SMTPException as error:
        yield wrong("mail", f"{host} did not take an email ({_said(error)})", fix)
    except EgressRefusedError as error:
        yield wrong("mail", str(error), "set HOTLINE_MODE=production when the line is to go live")
    except OSError as error:
        what = f"the mail server {host} cannot be reached ({_said(error)})"
        yield wrong("mail", what, fix)
    else:
        yield ok("mail", f"{host} took an email to {settings.mail_from}")


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"it answered {error.smtp_code}"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__


def send_mail(dep: Deployment, to: str, subject: str, words: str) -> None:
    """Hand one plain email to the mail server. Raises as :meth:`MailServer.send` does."""
    message = EmailMessage()
    message["From"], message["To"] = dep.settings.mail_from, to
    message["Subject"] = f"{dep.settings.line_name}: {subject}"
    message["Date"] = format_datetime(dep.clock())
    message["Message-ID"] = make_msgid(domain=dep.settings.mail_from.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(words)
    dep.mail.send(dep.settings.mail_from, to, message.as_bytes(), envelope="doctor")


# The address --------------------------------------------------------------------------------------


def address(dep: Deployment) -> Iterator[Finding]:
    """The public address leads to this service, by the right certificate and an honest proxy."""
    base = dep.settings.base_url
    try:
        dep.egress.check_url(base)
        with httpx.Client(base_url=base, timeout=SECONDS, verify=trusted()) as http:
            yield from _seen_from_outside(dep, http)
    except EgressRefusedError as error:
        yield wrong("address", str(error), "set HOTLINE_MODE=production when it is to go live")
    except httpx.ConnectError as error:
        yield _unreachable(base, error)
    except (httpx.HTTPError, OSError) as error:
        what = f"{base} does not answer ({type(error).__name__})"
        yield wrong("address", what, "see the proxy, the firewall and the name's DNS record")


def _unreachable(base: str, error: httpx.ConnectError) -> Finding:
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLCertVerificationError):
        cause = cause.__cause__ or cause.__context__
    if cause is not None:
        what = f"the certificate at {base} is not valid ({cause.verify_message})"
        return wrong("address", what, "let Caddy get one: port 80 open, DNS right; see its log")
    what = f"nothing answers at {base}"
    return wrong("address", what, "start the proxy (systemctl start caddy), open port 443, see DNS")


def _seen_from_outside(dep: Deployment, http: httpx.Client) -> Iterator[Finding]:
    base = dep.settings.base_url
    answer = http.get("/readyz", headers={"x-forwarded-for": STRANGER})
    try:
        said = answer.json()
        verifies, version = said["verifies"], said["program"]
        scheme, client = said["seen_as"], said["seen_from"]
    except (ValueError, KeyError, TypeError):
        what = f"the proxy answers at {base}, but not with this service ({answer.status_code})"
        yield wrong("address", what, "start the service: systemctl start hotline; see UPSTREAM")
        return
    troubles = list(_proxy_troubles(dep, http, scheme=scheme, client=client))
    if verifies != dep.callbacks.verified():
        what = f"the service there checks signatures against {verifies}"
        fix = f"set HOTLINE_PUBLIC_URL={base} for the service too, and restart it"
        troubles.append(wrong("address", what, fix))
    if version != __version__:
        what = f"version {version} is running there, and this is {__version__}"
        troubles.append(wrong("address", what, "systemctl restart hotline"))
    yield from troubles or [ok("address", f"{base} leads here, and its certificate is valid")]


def _proxy_troubles(
    dep: Deployment, http: httpx.Client, *, scheme: str, client: str
) -> Iterator[Finding]:
    if scheme != urlsplit(dep.settings.base_url).scheme:
        what = f"the proxy does not say that visitors come by https (the service sees {scheme})"
        fix = "have it send X-Forwarded-Proto, and name its address in FORWARDED_ALLOW_IPS"
        yield wrong("address", what, fix)
    if client == STRANGER and scheme == "https":
        what = "the proxy passes on a visitor's own X-Forwarded-For, so anyone can be anyone"
        yield wrong("address", what, "have it replace the header (deploy/Caddyfile does)")
    unsigned = http.post(callback_urls.TEXT, data={"Body": "test"})
    if unsigned.status_code != 403:
        what = f"a text that is not signed is answered with {unsigned.status_code}, not 403"
        fix = f"have the proxy pass {callback_urls.PREFIX} to the service (deploy/Caddyfile does)"
        yield wrong("address", what, fix)
    if dep.settings.base_url.startswith("https"):
        yield from _fallback_troubles(dep, http)


def _fallback_troubles(dep: Deployment, http: httpx.Client) -> Iterator[Finding]:
    voice, _ = fallback_urls(dep.callbacks)
    answer = http.post(urlsplit(voice).path)
    if answer.status_code != 200 or NATIONAL_HOTLINE not in answer.text:
        what = f"{voice} does not connect a caller while the service is down"
        yield wrong("address", what, "see FALLBACK_DIR in deploy/README.md, step 4")
    elif f'callerId="{dep.settings.number}"' not in answer.text:
        what = f"{voice} does not call with the line's number, which phone companies may refuse"
        yield look("address", what, "`hotline init` writes the files with it; copy them again")
    if http.get("/metrics").status_code == 200 and not is_loopback(http.base_url.host):
        what = "anyone can read /metrics"
        yield look("address", what, "answer 404 there, as deploy/Caddyfile does")


# The provider -------------------------------------------------------------------------------------


def provider(dep: Deployment) -> Iterator[Finding]:
    """The number's entries are right, and the account may call and text."""
    name = dep.settings.provider
    if not isinstance(dep.provider, HasConsole):
        yield look("number", f"{name} has no API that shows its entries", "look in its console")
        return
    console = dep.provider.console()
    try:
        entries = console.entries(dep.callbacks)
    except (ProviderError, EgressRefusedError, OSError) as error:
        fix = "see the account's settings and its state at the provider"
        yield wrong("number", f"{name} did not say what is entered: {error}", fix)
        return
    bad = [entry for entry in entries if not entry.right]
    for entry in bad:
        what = f"“{entry.label}” is {entry.now or 'empty'}, not {entry.wanted or 'empty'}"
        yield wrong("number", what, f"hotline connect {name} --set")
    if not bad:
        yield ok("number", f"all {len(entries)} entries at {name} are right")
    try:
        troubles = list(console.troubles())
    except (ProviderError, EgressRefusedError, OSError) as error:
        yield look("account", f"{name} did not say all of it: {error}", "look in its console")
        return
    for trouble in troubles:
        yield wrong(trouble.name, trouble.what, trouble.fix)
    if not troubles:
        by_hand = "; ".join(console.by_hand)
        said = f"it may call and text. Not in its API, look yourself: {by_hand}"
        yield ok("account", said if by_hand else "it may call and text")


def clock(dep: Deployment) -> Iterator[Finding]:
    """This machine's clock is right, by the provider's."""
    theirs = their_clock(dep)
    if theirs is None:
        yield look("clock", "no other clock could be asked", "see `timedatectl`")
        return
    off = (dep.clock() - theirs).total_seconds()
    if abs(off) > CLOCKS_DIFFER:
        way = "ahead" if off > 0 else "behind"
        what = f"it is {abs(off):,.0f} s {way}, so times are wrong and logins fail"
        yield wrong("clock", what, "turn time synchronization on: timedatectl set-ntp true")
    else:
        yield ok("clock", "right by the provider's to the minute")


def their_clock(dep: Deployment) -> datetime | None:
    """The time in the provider's answer; ``None`` where it cannot be asked."""
    if not isinstance(dep.provider, HasConsole):
        return None
    url = dep.provider.console().url
    try:
        dep.egress.check_url(url)
        answer = httpx.head(url, timeout=SECONDS, verify=trusted())
        return parsedate_to_datetime(answer.headers["date"])
    except (httpx.HTTPError, EgressRefusedError, OSError, KeyError, ValueError):
        return None


OUTSIDE: tuple[tuple[str, Check], ...] = (
    ("clock", clock),
    ("mail", mail),
    ("address", address),
    ("number", provider),
)
