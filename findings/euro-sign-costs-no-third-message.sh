#!/bin/sh
# Package:  sms-counter 1.0.0 (npm), beside sms-segments-calculator 1.3.0 (npm)
# Input:    a GSM-7 text of 306 septets in which an extension character (a euro sign: an escape and
#           itself) would lie across the end of the first message: 152 letters, the sign, 152 letters.
# Guess:    three messages. The escape and its character stay together (3GPP TS 23.038, 6.2.1.1), so
#           the first message ends with septet 152 and the last letter needs a third.
# Seen:     sms-counter divides septets by 153 and says two; sms-segments-calculator says three. With
#           one letter less in front or behind they agree.
# Output:   152 + sign + 152: sms-counter 2, sms-segments-calculator 3
#           151 + sign + 152: sms-counter 2, sms-segments-calculator 2
#           152 + sign + 151: sms-counter 2, sms-segments-calculator 2
# Why care: a budget of two segments is kept on the screen and broken on the bill; a carrier that
#           limits the parts of a text refuses what the counter let pass.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund "sms-counter@1.0.0" "sms-segments-calculator@1.3.0"
cat > seen.js <<'JS'
const counter = require("sms-counter").default || require("sms-counter");
const { SegmentedMessage } = require("sms-segments-calculator");
const count = counter.count || counter.SmsCounter.count;
const EXPECTED = [[152, 152, 2, 3], [151, 152, 2, 2], [152, 151, 2, 2]];
let wrong = 0;
for (const [before, after, plain, careful] of EXPECTED) {
  const text = "a".repeat(before) + "€" + "a".repeat(after);
  const seen = [count(text).messages, new SegmentedMessage(text).segmentsCount];
  console.log(`${before} + sign + ${after}: sms-counter ${seen[0]}, sms-segments-calculator ${seen[1]}`);
  wrong += seen[0] !== plain || seen[1] !== careful;
}
process.exit(wrong ? 1 : 0);
JS
node seen.js
