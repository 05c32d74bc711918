#!/usr/bin/env bash
# A fire drill: the computer is gone. Is everything still there?
#
#     bash fire-drill.sh BACKUP                 with the 24 words of the sheet
#     bash fire-drill.sh BACKUP --passphrase    with the passphrase
#
# BACKUP is one of your copies, on its stick. The drill takes it into an empty
# folder and opens it as a computer would that has never seen it: first with
# subrosa; then with age and sqlite3 alone, by the commands of recovery.md, which
# has to lie beside this file. It counts the notes both ways and removes what it
# made. Your vault, your backup and what this computer remembers stay untouched.
#
# The second half makes READABLE text, as that page says: in the computer's memory
# where there is a folder for that (Linux: /dev/shm), else in a folder that only
# you can open, which is removed at the end, also after Ctrl-C.
set -euo pipefail

say() { printf '\n== %s\n' "$*"; }
stop() { printf 'fire drill: %s\n' "$*" >&2; exit 1; }

[ $# -ge 1 ] && [ -f "$1" ] || stop "give it a backup: bash fire-drill.sh BACKUP [--passphrase]"
backup=$1
case "${2:-}" in
  "") slot=recovery ;;
  --passphrase) slot=passphrase ;;
  *) stop "$2 is not known; --passphrase is" ;;
esac
recovery=$(cd "$(dirname "$0")" && pwd)/recovery.md
[ -f "$recovery" ] || stop "recovery.md does not lie beside this file"
for program in subrosa age age-plugin-batchpass sqlite3; do
  command -v "$program" >/dev/null || stop "$program is not installed on this computer: recovery.md says where it comes from"
done

umask 077
if [ -d /dev/shm ] && [ -w /dev/shm ]; then base=/dev/shm; else base=${TMPDIR:-/tmp}; fi
folder=$(mktemp -d "$base/fire-drill.XXXXXX")

# A computer that knows nothing: an empty home, no settings, no unlocked vault.
afresh() {
  env -i HOME="$folder/home" XDG_RUNTIME_DIR="$folder/run" SUBROSA_VAULT="$folder/again.vault" \
    PATH="$PATH" TERM="${TERM:-dumb}" LANG="${LANG:-C.UTF-8}" subrosa "$@"
}
cleanup() {
  afresh lock >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap cleanup EXIT
trap 'exit 130' INT TERM HUP

mkdir "$folder/home" "$folder/run" "$folder/stock"
cp "$backup" "$folder/backup.vault"
if [ -s "$backup-wal" ]; then cp "$backup-wal" "$folder/backup.vault-wal"; fi
cp "$folder"/backup.vault "$folder/stock/practice.vault"
if [ -s "$backup-wal" ]; then cp "$backup-wal" "$folder/stock/practice.vault-wal"; fi

say "with subrosa: it asks for the words, or the passphrase"
afresh unlock --vault "$folder/backup.vault" </dev/null # a drill sets no new passphrase
afresh restore "$folder/backup.vault" --to "$folder/again.vault"
afresh verify
afresh note list --json | grep -o '"id":"N-[0-9]*"' | tr -dc '0-9N\n-' >"$folder/ids" || true
ours=$(grep -c . "$folder/ids" || true)
while read -r note; do
  afresh note show "$note" --as md </dev/null | grep -q . || stop "$note cannot be read"
done <"$folder/ids"
echo "read with subrosa: $ours notes"
afresh lock

say "without subrosa, by recovery.md: type the words in lower case on one line (or the passphrase)"
awk '/^```sh$/ { on = 1; next } /^```$/ { on = 0 } on' "$recovery" >"$folder/steps"
[ -s "$folder/steps" ] || stop "no commands found in recovery.md"
if [ "$slot" = recovery ]; then
  sed 's/-passphrase-/-recovery-/g' "$folder/steps" >"$folder/steps.words"
  mv "$folder/steps.words" "$folder/steps"
fi
(cd "$folder/stock" && bash -e "$folder/steps")
theirs=$(sqlite3 "$folder/stock/records.sqlite" "SELECT count(*) FROM note")
echo "read with age and sqlite3: $theirs notes"

sqlite3 "$folder/stock/records.sqlite" "SELECT count(writefile('$folder/stock/' || printf('A-%06d-%06d', attachment, number), body)) FROM attachment_piece" >/dev/null
sqlite3 -separator ' ' "$folder/stock/records.sqlite" "SELECT printf('A-%06d', id), sha256 FROM attachment" >"$folder/files"
while read -r file sum; do
  got=$(cat "$folder/stock/$file"-* | { sha256sum 2>/dev/null || shasum -a 256; } | cut -d' ' -f1)
  [ "$got" = "$sum" ] || stop "$file is not what was kept"
done <"$folder/files"
echo "put together: $(grep -c . "$folder/files" || true) attachments"

[ "$ours" = "$theirs" ] || stop "subrosa reads $ours notes, age and sqlite3 read $theirs"
say "passed: all $ours notes can be read, with subrosa and without it"
