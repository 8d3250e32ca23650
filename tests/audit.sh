#!/bin/sh
# Known vulnerabilities in the pinned packages, where the advisory service can be reached. What it
# could not look at is counted and said: "none known" must not mean "none was looked at".
# --all, for a release: fail when it could not look at every package.
set -u
[ "${1:-}" = --all ] && unseen=1 || unseen=0
out=$(timeout 60 .venv/bin/pip-audit --progress-spinner off --disable-pip --require-hashes -r requirements/run.txt 2>&1)
code=$?
all=$(grep -c '==' requirements/run.txt)
skipped=$(printf '%s\n' "$out" | grep -c 'could not be audited')
case "$out" in
  *"Found "*"known vulnerabilit"*) echo "$out"; exit 1 ;;
  *"No known vulnerabilities"*)
    if [ "$skipped" -gt 0 ]; then
      echo "pip-audit: $skipped of $all packages were NOT looked at: the service does not know them here"
      exit $unseen
    else
      echo "pip-audit: no known vulnerabilities in $all packages"
    fi
    exit 0 ;;
  *) echo "pip-audit could not run here (exit $code): the advisory service was not reached"; exit $unseen ;;
esac
