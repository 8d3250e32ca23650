"""A log line never tells on a reporter."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.privacy.logs import Blotter, JsonLines, configure_logging


def blotted(message: str, *args: object) -> str:
    record = logging.LogRecord("hotline", logging.INFO, __file__, 1, message, args, None)
    assert Blotter().filter(record)
    return record.getMessage()


@given(st.integers(0, 99), st.sampled_from(["+1956555{:04d}", "1956555{:04d}", "956555{:04d}"]))
def test_a_number_is_blotted_out_however_it_is_written(last: int, way: str) -> None:
    number = way.format(100 + last)
    assert number not in blotted(f"text from {number} failed")
    assert "[number]" in blotted("text from %s failed", number)


@pytest.mark.parametrize(
    "written",
    [
        "(956) 555-0142",
        "956-555-0142",
        "956.555.0142",
        "+1 956 555 0142",
        "tel:+19565550142",
        "{'From': '+19565550142'}",
        "From=%2B19565550142&Body=x",
        "+52 867 555 0142",
    ],
)
def test_no_way_of_writing_it_gets_through(written: str) -> None:
    assert "555" not in blotted(written)


@pytest.mark.parametrize(
    "line", ["worker laredo:4242 has begun", "job alert failed at try 3: the mail server said 451"]
)
def test_what_an_operator_needs_is_kept(line: str) -> None:
    assert blotted(line) == line


@pytest.fixture
def log_output() -> Iterator[io.StringIO]:
    """What the service's own logging writes, with the test's logging put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure_logging("info")
    (handler,) = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    written = io.StringIO()
    handler.setStream(written)
    yield written
    root.handlers[:], root.level = handlers, level


def test_lines_for_a_collector_are_json_and_blotted(log_output: io.StringIO) -> None:
    for handler in logging.getLogger().handlers:
        handler.setFormatter(JsonLines())
    story = "he keeps her in the nail salon"
    try:
        raise ValueError(story)
    except ValueError:
        logging.getLogger("hotline.test").exception(
            'reported by %s:\n"a step" failed', "+19565550123"
        )
    (line,) = log_output.getvalue().splitlines()
    said = json.loads(line)
    assert list(said) == ["at", "level", "logger", "message"]
    assert said["level"] == "ERROR" and said["logger"] == "hotline.test"
    assert said["message"] == 'reported by [number]:\n"a step" failed'
    assert datetime.fromisoformat(said["at"]).tzinfo is not None
    assert story not in line


def test_a_traceback_does_not_carry_what_was_said(log_output: io.StringIO) -> None:
    story = "he keeps her in the nail salon"
    try:
        raise ValueError(story)
    except ValueError:
        logging.getLogger("hotline.test").exception("a step failed")
    assert "a step failed" in log_output.getvalue()
    assert story not in log_output.getvalue()
    assert "Traceback" not in log_output.getvalue()


@pytest.mark.parametrize("name", ["uvicorn.access", "httpx", "sqlalchemy.engine", "twilio"])
def test_libraries_do_not_log_paths_bodies_and_statements(
    name: str, log_output: io.StringIO
) -> None:
    logging.getLogger(name).info("GET /a/secret-token INSERT INTO entries")
    assert log_output.getvalue() == ""
