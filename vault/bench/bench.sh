#!/usr/bin/env bash
# Measures a vault against plain SQLite and SQLCipher, and the day's commands,
# and prints tables. Flags go to the program: -notes 50000, -commands 5000,
# -dir FOLDER (on the disk to be measured).
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo 'building; SQLCipher takes a minute the first time' >&2
go build -tags sqlite_fts5 -o "$work/bench" .
(cd sqlcipher && CGO_CFLAGS="${CGO_CFLAGS:--O2} -w" go build -tags sqlite_fts5 -o "$work/sqlcipher" .)
go build -trimpath -tags sqlite_fts5 -o "$work/subrosa" ../../cmd/subrosa
"$work/bench" -sqlcipher "$work/sqlcipher" -subrosa "$work/subrosa" "$@"
