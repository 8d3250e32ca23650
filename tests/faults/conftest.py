"""The faults use the desk of the referral tests, and servers that misbehave."""

from tests.referrals.conftest import any_desk, desk, hook, open_desk, rules_dir

__all__ = ["any_desk", "desk", "hook", "open_desk", "rules_dir"]
