"""The line with synthetic agencies that the referral tests use."""

from tests.referrals.conftest import desk, hook, open_desk, rules_dir

__all__ = ["desk", "hook", "open_desk", "rules_dir"]
