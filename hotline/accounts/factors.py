"""The second factor of a login: an authenticator app, a passkey, or a recovery code used once.

Secrets are sealed with the deployment's keys. A code of an app is taken once, and only for the
half minute it belongs to and the one before and after (RFC 6238, 5.2). Every change is audited and
ends the person's other sessions.
"""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session as DbSession

from hotline.accounts import passkeys
from hotline.accounts.passkeys import Passkey, PasskeyError
from hotline.db import line_options as options
from hotline.db.accounts import LoginSession, Staff
from hotline.db.factors import LoginStep, RecoveryCode, SecondFactor
from hotline.deployment import Deployment
from hotline.privacy import codes
from hotline.privacy.keys import SealError
from hotline.unit_of_work import Tx

TOTP, PASSKEY, RECOVERY = "totp", "passkey", "recovery"
STEP_SECONDS, STEPS_AROUND = 30, 1
RECOVERY_CODES = 10
_RECOVERY_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
MOST_FACTORS = 10
STEP_LASTS = timedelta(minutes=10)
MOST_WRONG = 20
"""After so many wrong codes the password has to be given again."""


@dataclass(frozen=True)
class Need:
    """Whether someone without a second factor may go on: until when, or no more."""

    until: datetime
    over: bool


def is_required(dep: Deployment) -> bool:
    """Whether a login needs a second factor here at all."""
    return dep.settings.production or dep.settings.require_second_factor


def need(tx: Tx, person: Staff) -> Need | None:
    """What someone without a second factor owes; ``None`` where none is required."""
    if not is_required(tx.dep):
        return None
    begun = max(person.created_at, person.grace_from or person.created_at)
    until = begun + timedelta(days=options.grace_days(tx.db))
    return Need(until, tx.now >= until)


def of_person(db: DbSession, staff_id: int) -> Sequence[SecondFactor]:
    """Their confirmed factors, the oldest first."""
    wanted = select(SecondFactor).where(
        SecondFactor.staff_id == staff_id, SecondFactor.confirmed_at.is_not(None)
    )
    return db.scalars(wanted.order_by(SecondFactor.id)).all()


def recovery_left(db: DbSession, staff_id: int) -> int:
    """How many recovery codes were not used yet."""
    wanted = select(func.count(RecoveryCode.id)).where(
        RecoveryCode.staff_id == staff_id, RecoveryCode.used_at.is_(None)
    )
    return db.scalar(wanted) or 0


# An authenticator app ---------------------------------------------------------------------------


def new_app(tx: Tx, staff_id: int, name: str) -> str:
    """A secret for an app that is not confirmed yet; an earlier one of that kind is forgotten."""
    unconfirmed = delete(SecondFactor).where(
        SecondFactor.staff_id == staff_id, SecondFactor.confirmed_at.is_(None)
    )
    tx.db.execute(unconfirmed)
    secret = pyotp.random_base32()
    row = SecondFactor(staff_id=staff_id, kind=TOTP, name=name[:60], created_at=tx.now)
    tx.db.add(row)
    tx.db.flush()
    row.body = tx.dep.keys.seal(secret.encode(), _context(row))
    return secret


def address_of(dep: Deployment, username: str, secret: str) -> str:
    """What the QR code says to an authenticator app."""
    return pyotp.TOTP(secret).provisioning_uri(
        name=username, issuer_name=dep.settings.line_name.replace(":", " ")
    )


def waiting_app(db: DbSession, staff_id: int) -> SecondFactor | None:
    """The app that is being set up."""
    wanted = select(SecondFactor).where(
        SecondFactor.staff_id == staff_id,
        SecondFactor.kind == TOTP,
        SecondFactor.confirmed_at.is_(None),
    )
    return db.scalars(wanted).first()


def secret_of(dep: Deployment, row: SecondFactor) -> str:
    """The secret of an app. Raises :class:`SealError`."""
    return dep.keys.open(row.body, _context(row)).decode()


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """For which half minute this is the code, if it is one of those around ``now``."""
    given = "".join(letter for letter in code if letter.isascii() and letter.isdigit())
    at = int(now.timestamp()) // STEP_SECONDS
    fits = None
    for step in range(at - STEPS_AROUND, at + STEPS_AROUND + 1):
        if hmac.compare_digest(given, pyotp.TOTP(secret).generate_otp(step)):
            fits = step
    return fits


def _take_code(tx: Tx, row: SecondFactor, code: str) -> bool:
    """Whether it is the app's code, for the first time."""
    try:
        step = step_of(secret_of(tx.dep, row), code, tx.now)
    except SealError:
        return False
    if step is None:
        return False
    taken = (
        update(SecondFactor)
        .where(SecondFactor.id == row.id, SecondFactor.counter < step)
        .values(counter=step, used_at=tx.now)
        .returning(SecondFactor.id)
    )
    return tx.db.scalars(taken).first() is not None


def confirm_app(tx: Tx, staff_id: int, code: str) -> bool:
    """The app shows the right code: it counts from now on."""
    row = waiting_app(tx.db, staff_id)
    if row is None or not _take_code(tx, row, code):
        return False
    row.confirmed_at = tx.now
    return True


# Passkeys -----------------------------------------------------------------------------------------


def site_of(dep: Deployment) -> passkeys.Site | None:
    """Where passkeys can be made; ``None`` where browsers refuse to."""
    return passkeys.site(dep.settings.base_url, dep.settings.line_name)


def _keys_of(
    db: DbSession, dep: Deployment, staff_id: int
) -> dict[str, tuple[SecondFactor, Passkey]]:
    found = {}
    for row in of_person(db, staff_id):
        if row.kind == PASSKEY and row.digest:
            try:
                found[row.digest] = row, Passkey.read(dep.keys.open(row.body, _context(row)))
            except SealError:
                continue
    return found


def ask_for_new_key(tx: Tx, person: Staff, session: str) -> str:
    """What a browser is asked to make a passkey, as JSON; empty where it cannot."""
    site = site_of(tx.dep)
    if site is None or len(of_person(tx.db, person.id)) >= MOST_FACTORS:
        return ""
    known = [key for _, key in _keys_of(tx.db, tx.dep, person.id).values()]
    handle = known[0].handle if known else os.urandom(32)
    asked, challenge = passkeys.ask_for_new(
        site, person.username, handle, [key.id for key in known]
    )
    new_step(tx.db, person.id, _adding(session), tx.now, challenge=challenge + handle)
    return asked


def add_key(tx: Tx, staff_id: int, session: str, answer: str) -> None:
    """Keep the passkey that the browser made. Raises :class:`PasskeyError`."""
    site, step = site_of(tx.dep), step_with(tx.db, _adding(session), tx.now)
    if site is None or step is None or step.staff_id != staff_id or not step.challenge:
        raise PasskeyError("nothing was asked")
    challenge, handle = step.challenge[:-32], step.challenge[-32:]
    tx.db.delete(step)
    tx.db.flush()
    key, counter = passkeys.read_new(site, answer, challenge, handle)
    digest = _digest(key.id)
    if tx.db.scalars(select(SecondFactor.id).where(SecondFactor.digest == digest)).first():
        raise PasskeyError("known already")
    row = SecondFactor(
        staff_id=staff_id,
        kind=PASSKEY,
        name="",
        created_at=tx.now,
        digest=digest,
        counter=counter,
        confirmed_at=tx.now,
    )
    tx.db.add(row)
    tx.db.flush()
    row.body = tx.dep.keys.seal(key.as_json(), _context(row))


def ask_for_key(db: DbSession, dep: Deployment, step: LoginStep) -> str:
    """What the browser is asked to sign, as JSON; empty when this person has no passkey."""
    site = site_of(dep)
    known = [key for _, key in _keys_of(db, dep, step.staff_id).values()]
    if site is None or not known:
        return ""
    asked, step.challenge = passkeys.ask_for_known(site, [key.id for key in known])
    return asked


def _take_key(tx: Tx, step: LoginStep, answer: str) -> bool:
    site, challenge = site_of(tx.dep), step.challenge
    step.challenge = None  # one use, whatever comes of it
    if site is None or not challenge:
        return False
    try:
        found = _keys_of(tx.db, tx.dep, step.staff_id).get(_digest(passkeys.id_in(answer)))
        if found is None:
            return False
        row, key = found
        row.counter = passkeys.check(site, key, row.counter, answer, challenge)
    except PasskeyError:
        return False
    row.used_at = tx.now
    return True


# Recovery codes -----------------------------------------------------------------------------------


def new_recovery_codes(db: DbSession, staff_id: int) -> tuple[str, ...]:
    """Ten new ones, shown once; the ones before end. 79 random bits each."""
    db.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    made = tuple(
        "-".join("".join(secrets.choice(_RECOVERY_ALPHABET) for _ in range(4)) for _ in range(4))
        for _ in range(RECOVERY_CODES)
    )
    for code in made:
        db.add(RecoveryCode(staff_id=staff_id, digest=_recovery_digest(staff_id, code)))
    return made


def _recovery_digest(staff_id: int, code: str) -> str:
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return codes.token_digest(f"{staff_id}:{plain}")


def _take_recovery(db: DbSession, staff_id: int, code: str, now: datetime) -> bool:
    taken = (
        update(RecoveryCode)
        .where(
            RecoveryCode.digest == _recovery_digest(staff_id, code),
            RecoveryCode.staff_id == staff_id,
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.id)
    )
    return db.scalars(taken).first() is not None


# The step between password and second factor ----------------------------------------------------


def new_step(
    db: DbSession,
    staff_id: int,
    token: str,
    now: datetime,
    *,
    challenge: bytes | None = None,
    via: str = "",
) -> None:
    """Someone may give their second factor, or add a passkey, with this token; for a while."""
    db.execute(delete(LoginStep).where(LoginStep.expires_at <= now))
    db.execute(delete(LoginStep).where(LoginStep.digest == codes.token_digest(token)))
    db.add(
        LoginStep(
            digest=codes.token_digest(token),
            staff_id=staff_id,
            expires_at=now + STEP_LASTS,
            challenge=challenge,
            via=via,
        )
    )


def step_with(db: DbSession, token: str, now: datetime) -> LoginStep | None:
    """The step that this token opens, if it is not over."""
    wanted = select(LoginStep).where(LoginStep.digest == codes.token_digest(token))
    step = db.scalars(wanted.with_for_update()).first() if token else None
    return step if step is not None and step.expires_at > now else None


def _adding(session: str) -> str:
    return f"adding:{session}"


def take(tx: Tx, step: LoginStep, *, code: str, answer: str) -> str:
    """Which kind of factor fits; empty for none, which is counted and audited.

    ``code`` is an app's or a recovery code, ``answer`` what a passkey signed.
    """
    kind = _fits(tx, step, code, answer)
    if kind:
        tx.db.delete(step)
        return kind
    step.wrong += 1
    actor = f"staff:{step.staff_id}"
    tx.record("factor_failed", "login", actor=actor)
    if step.wrong >= MOST_WRONG:
        tx.db.delete(step)
    return ""


def _fits(tx: Tx, step: LoginStep, code: str, answer: str) -> str:
    if answer:
        return PASSKEY if _take_key(tx, step, answer) else ""
    for row in of_person(tx.db, step.staff_id):
        if row.kind == TOTP and _take_code(tx, row, code):
            return TOTP
    return RECOVERY if _take_recovery(tx.db, step.staff_id, code, tx.now) else ""


# Taking away --------------------------------------------------------------------------------------


def remove(db: DbSession, staff_id: int, factor_id: int) -> bool:
    """Take one of their factors away; with the last one the recovery codes go too."""
    row = db.get(SecondFactor, factor_id)
    if row is None or row.staff_id != staff_id:
        return False
    db.delete(row)
    db.flush()
    if not of_person(db, staff_id):
        db.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    return True


def forget_all(db: DbSession, staff_id: int) -> None:
    """Every factor and recovery code of a person who lost theirs."""
    for table in (SecondFactor, RecoveryCode, LoginStep):
        db.execute(delete(table).where(table.staff_id == staff_id))


def mark(db: DbSession, session: str, kind: str) -> None:
    """This browser's session has had its second factor."""
    digest = codes.token_digest(session)
    db.execute(update(LoginSession).where(LoginSession.digest == digest).values(factor=kind))


def _digest(credential_id: bytes) -> str:
    return codes.token_digest(credential_id.hex())


def _context(row: SecondFactor) -> str:
    return f"second factor:{row.id}"
