#!/bin/sh
# Package:  pycld2 0.42 (Compact Language Detector 2, Chrome's tables)
# Input:    short Russian sentences of everyday words, in Cyrillic, UTF-8.
# Guess:    Russian, or no reliable answer: "я", "й", "ы" and "ю" are in no Serbian alphabet.
# Seen:     Serbian, called reliable, at 96 of 100, though letters of every sentence rule it out: short
#           texts are judged by rows of four letters, and which letters a language has is not asked.
# Output:   я не могу уйти        SERBIAN reliable 96  letters that Serbian lacks: йя
#           я не могу выйти       SERBIAN reliable 96  letters that Serbian lacks: йыя
#           они не дают уйти      SERBIAN reliable 96  letters that Serbian lacks: йю
#           я не знаю где я       SERBIAN reliable 96  letters that Serbian lacks: юя
#           я хочу домой          RUSSIAN reliable 95
# Why care: "I cannot leave" from a Russian speaker gets an answer in English, or an interpreter who
#           speaks Serbian; asking which letters a language has puts it right.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "pycld2==0.42"
"$work/venv/bin/python" - <<'PY'
import pycld2

LACKS = set("йщъыьэюяё")
EXPECTED = {
    "я не могу уйти": "SERBIAN",
    "я не могу выйти": "SERBIAN",
    "они не дают уйти": "SERBIAN",
    "я не знаю где я": "SERBIAN",
    "я хочу домой": "RUSSIAN",
}
wrong = 0
for text, expected in EXPECTED.items():
    reliable, _, found = pycld2.detect(text, bestEffort=True)
    name, _, percent, _ = found[0]
    lacks = "".join(sorted(set(text) & LACKS)) if name == "SERBIAN" else ""
    print(f"{text:20}  {name} {'reliable' if reliable else 'unsure'} {percent}",
          f"letters that Serbian lacks: {lacks}" if lacks else "", sep="  ")
    wrong += (name, reliable) != (expected, True)
raise SystemExit(wrong)
PY
