"""The faults use the desk of the referral tests, and servers that misbehave."""

from tests.referrals.conftest import any_desk, desk, hook, open_desk, rules_dir
from tests.scratch import tmp_path

__all__ = ["any_desk", "desk", "hook", "open_desk", "rules_dir", "tmp_path"]
