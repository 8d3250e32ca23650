#!/bin/sh
# The browser tests need Chromium; on a Debian-like machine where we are root it is installed.
set -eu
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Chromium for the browser tests"
  apt-get update -q >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -q chromium >/dev/null
else
  echo "The browser tests need Chromium. Install it, for example: sudo apt-get install chromium" >&2
  exit 2
fi
