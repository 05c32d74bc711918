#!/usr/bin/env bash
# The main job of subrosa, once through, in a throw-away vault:
#
#   bash docs/demo/demo.sh bin/subrosa [PICTURES]
#
# With a folder it also puts the pages of both packets there as pictures.
#
# Nothing of yours is read or changed: vault, memory, agent and packet live in a
# new folder, which is named at the end. No terminal is needed.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
subrosa=$(cd "$(dirname "${1:?usage: demo.sh PATH-OF-SUBROSA}")" && pwd)/$(basename "$1")
pictures=${2:+$(mkdir -p "$2" && cd "$2" && pwd)}
dir=$(mktemp -d "${TMPDIR:-/tmp}/subrosa-demo.XXXXXX")
export SUBROSA_VAULT=$dir/practice.vault
export XDG_STATE_HOME=$dir/state XDG_CACHE_HOME=$dir/cache XDG_RUNTIME_DIR=$dir/run
mkdir -m 700 "$XDG_RUNTIME_DIR"
trap '"$subrosa" lock >/dev/null 2>&1 </dev/null || true' EXIT
cd "$dir"

say() { printf '\n# %s\n' "$*"; }

# run shows a command as it would be typed, and runs it. Documents come in on
# standard input.
run() {
  printf '$ subrosa'
  printf ' %s' "$@"
  printf '\n'
  "$subrosa" "$@"
}

in_days() { date -d "+$1 days" +%F 2>/dev/null || date -v "+$1d" +%F; }

say 'An empty folder. A passphrase, and a sheet for the 24 words.'
echo 'the roses by the north wall need water' >passphrase
run init --from - --passphrase-file passphrase --recovery-out words.txt <<'END'
{
  "therapist": "Ada Holm", "title": "Psychotherapist MPF", "address": "Rosenvej 1, 2100 København Ø",
  "language": "en", "profile": "dk-psykoterapeut",
  "places": [{"id": "osterbro", "label": "Østerbro"}, {"id": "valby", "label": "Valby"}]
}
END
run unlock --passphrase-file passphrase </dev/null

say 'Last year Chris Dahl came alone: a file of his own, closed since.'
run case open --from - <<'END'
{
  "kind": "individual", "service": "psychotherapy", "opened": "2025-03-04",
  "reason": "Sleeps badly since a new job", "legal_basis": "consent",
  "parties": [{"label": "A", "name": "Chris Dahl", "names": ["Christian Dahl"], "born": "1984-05-17",
               "email": "chris@example.org", "safe": ["email"]}],
  "aliases": [{"token": "partner", "names": ["Joe Winther"], "relation": "partner", "of": "A"},
              {"token": "chief", "names": ["Ulla Bang"], "relation": "head of department", "of": "A"}]
}
END
echo 'typed from the paper record of that year' >reason
run note new C-001 --from - --sign --reason-from reason <<'END'
---
start: 2025-03-04 10:00
minutes: 50
format: soap
place: osterbro
present: [A]
risk: none
next: 2025-03-18 10:00 osterbro
---
## Subjective
Chris wakes at four and goes through the day that is coming. Since January @chief calls in the evenings. He has told @partner only half of it.

## Objective
Tired, speaks fast, laughs at the wrong places – and notices it.

## Assessment
Sleep follows worry about work; no sign of depression.

## Plan
A worry hour at five in the afternoon. Telephone off after eight.
END
run note new C-001 --from - --sign --reason-from reason <<'END'
---
start: 2025-03-18 10:00
minutes: 50
format: soap
place: osterbro
present: [A]
risk: none
---
## Subjective
Five nights of seven slept through. Told @chief that evenings are his own; "blåbærgrød", he said, was easier to swallow.

## Objective
Calm, takes his time.

## Assessment
The goal that he came with is reached.

## Plan
Ended by agreement; may come back.
END
run case close C-001 </dev/null

say 'Now Chris and Joe come as a couple.'
run case open --from - <<'END'
{
  "kind": "couple", "service": "couples therapy", "reason": "Diminished sex life", "legal_basis": "consent",
  "parties": [{"label": "A", "person": "P-001"},
              {"label": "B", "name": "Joe Winther", "names": ["Joseph Winther"], "phone": "+45 20 00 00 00"}],
  "aliases": [{"token": "boss", "names": ["Kevin Brandt"], "relation": "head of the firm", "of": "B"},
              {"token": "boss-wife", "names": ["Maria Brandt"], "relation": "his wife", "of": "B"}]
}
END

say 'The note of yesterday'"'"'s session. What Joe said alone is marked as his.'
cat >session.md <<END
---
start: yesterday 16:00
minutes: 50
kind: session
format: dap
place: osterbro
present: [A, B]
risk: none
next: $(in_days 14) 16:00 osterbro
---
## Data
They were on time, chairs apart. Chris would like the session put on a recording, to hear it again at home. Declined: a recording would take what is said here out of everybody's hands. Offered time between the sessions instead; both were content with that.

[B alone] While Chris was late, Joe owned up to nights with @boss, whose own wife is @boss-wife.

[A] Chris feels that he is no longer wanted, and has not said so before.

## Assessment
The distance has a name for each of them, and it is not the same name.

## Plan
The listening exercise, ten minutes twice a week. Joe thinks about what he wants to say himself.
END
cat session.md
run note new C-002 --from session.md </dev/null
run note sign N-000003 </dev/null

say 'Signed is for ever. What has to be put right is put beside it.'
if run note edit N-000003 --from session.md </dev/null; then
  echo 'a signed note was changed' >&2
  exit 1
fi
run note amend N-000003 --kind correction --from - <<'END'
They agreed on three times a week, not two.
END
run note show N-000003 </dev/null
run search listening exercise </dev/null

say 'A copy on another disk, read back before it counts.'
mkdir stick
run backup add stick </dev/null

say 'A lawyer writes on behalf of Chris, with nothing to show for it. Nothing leaves.'
run request add --from - <<END
{
  "type": "lawyer-letter", "person": "P-001", "received": "$(in_days 0)",
  "requester": {"name": "Law Firm Berg", "role": "lawyer", "address": "Torvet 1, 2100 København Ø"}
}
END
lawyer=R-$(date +%Y)-001
if run request review "$lawyer" --from - <<<'{"accept_all": true, "approve": true}'; then
  echo 'a packet was approved on a lawyer'"'"'s letter' >&2
  exit 1
fi
run request letter "$lawyer" neutral --out neutral.pdf </dev/null
run request answer "$lawyer" --neutral </dev/null

say 'Then Chris asks in writing for the file: the course alone, and that of the couple.'
cat >request.json <<END
{
  "type": "access", "person": "P-001", "received": "$(in_days 0)",
  "requester": {"name": "Chris Dahl", "role": "client", "address": "Søvej 2, 2100 København Ø"},
  "authority": {"kind": "own-right"}, "purpose": "own use"
}
END
run request add --from request.json </dev/null
request=R-$(date +%Y)-002
run request check "$request" identity --reference-from - <<<'known for years; called back' >/dev/null
run request plan "$request" </dev/null

say 'One paragraph names only Joe, and nobody marked it. She decides: it was said with both there.'
cat >review.json <<'END'
{
  "spans": [{"note": "N-000003", "find": "The listening exercise, ten minutes twice a week. Joe thinks about what he wants to say himself.",
             "decision": "rejected", "reason": "agreed with both in the room"}],
  "accept_all": true, "approve": true
}
END
run request review "$request" --from review.json </dev/null
run request build "$request" </dev/null

say 'Sealed to the key that Chris sent, and opened as he would.'
with_library() { (cd "$here/../.." && go run docs/demo/age.go "$@"); }
recipient=$(with_library keygen "$dir/chris.key")
run request deliver "$request" --by sealed --to-recipient "$recipient" --via mail \
  --out chris.zip.age --confirm "$request" </dev/null
run disclosure list </dev/null
echo '$ age -d -i chris.key -o chris.zip chris.zip.age'
if command -v age >/dev/null 2>&1; then
  age -d -i chris.key -o chris.zip chris.zip.age
else
  with_library decrypt "$dir/chris.key" "$dir/chris.zip.age" "$dir/chris.zip"
fi
run packet verify chris.zip </dev/null
if command -v unzip >/dev/null 2>&1 && command -v pdftotext >/dev/null 2>&1; then
  say 'The record of the couple, as Chris reads it: nothing that Joe said alone, and no sign that there was anything.'
  unzip -p chris.zip 01-records.pdf | pdftotext -f 5 -l 5 -layout - - | sed '/^[[:space:]]*$/d'
fi
printf '%s\n' Kevin Brandt Maria @boss 'owned up' 'nights with' >words
run packet scan chris.zip --words-from words </dev/null
say 'Joe asks too. His packet has his half, and nothing of what Chris alone was marked with.'
run request add --from - <<END
{"type": "access", "person": "P-002", "received": "$(in_days 0)", "requester": {"name": "Joe Winther"}, "authority": {"kind": "own-right"}}
END
joe=R-$(date +%Y)-003
run request check "$joe" identity --reference-from - <<<'known for years' >/dev/null
cat >joe.json <<'END'
{
  "spans": [{"note": "N-000003", "find": "They were on time, chairs apart. Chris would like the session put on a recording, to hear it again at home. Declined: a recording would take what is said here out of everybody's hands. Offered time between the sessions instead; both were content with that.",
             "decision": "rejected", "reason": "said with both in the room"}],
  "mentions": [{"case": "C-001", "reason": "the record of another client, who speaks of him there"}],
  "accept_all": true, "approve": true
}
END
run request review "$joe" --from joe.json </dev/null
run request build "$joe" </dev/null
run request deliver "$joe" --by open --via in-person --out joe.zip --confirm "$joe" </dev/null
run disclosure settle D-0002 </dev/null
run packet scan joe.zip --words-from - <<<'no longer wanted'

if [ -n "${2:-}" ]; then
  for whose in chris joe; do
    for part in 01-records 02-certification; do
      unzip -p "$whose.zip" "$part.pdf" >"$part.pdf"
      pdftoppm -png -gray -r 64 "$part.pdf" "$pictures/$whose-$part"
    done
  done
fi

say 'All are answered. What must not be destroyed yet stays on hold.'
run request close "$joe" </dev/null
run request close "$lawyer" </dev/null
run request close "$request" </dev/null
run hold list </dev/null

say 'Everything is read and checked once more, and locked.'
run verify </dev/null
run lock </dev/null

cat <<END

# Done. The packet as Chris received it and as he reads it:
#   $dir/chris.zip.age
#   $dir/chris.zip         (01-records.pdf in it is the record)
# Try next, in a new shell:
#   export SUBROSA_VAULT=$dir/practice.vault
#   export XDG_STATE_HOME=$dir/state
#   $subrosa --passphrase-file $dir/passphrase case list --names
#   $subrosa               the home screen; the passphrase is in $dir/passphrase
# and when you have seen enough:
#   rm -r $dir
END
