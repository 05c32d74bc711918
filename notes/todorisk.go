package notes

import (
	"time"

	"subrosa/vault"
)

// risksToWrite are signed notes by which risk was present, of which no note of the
// kind risk was begun since, of the last year. A later note about the same persons
// that says again whether there is risk takes the place of one.
func (b *Book) risksToWrite(tx *vault.Tx) ([]Todo, error) {
	return vault.All(tx, func(scan vault.Scan) (Todo, error) {
		var note, file, start, minutes int64
		err := scan(&note, &file, &start, &minutes)
		due := b.date(time.Unix(start, 0).Add(time.Duration(minutes)*time.Minute + writtenWithin))
		return Todo{Kind: "risk", ID: string(noteID(note)), Case: caseCode(file), Due: &due}, err
	}, `SELECT n.id, n.casefile, n.start_at, coalesce(n.minutes, 0) FROM note n INDEXED BY note_docid JOIN casefile f ON f.id = n.casefile
		WHERE n.docid >= (?1 / 60) << 36 AND n.status = 'signed' AND n.risk = 'present' AND n.kind <> 'risk' AND f.closed IS NULL
		AND NOT EXISTS (SELECT 1 FROM note m WHERE m.casefile = n.casefile AND m.id <> n.id AND m.status <> 'void'
			AND (m.kind = 'risk' AND m.start_at >= n.start_at
				OR m.status = 'signed' AND m.risk IN ('none', 'present') AND m.present = n.present AND m.docid > n.docid))
		ORDER BY n.docid`, now(tx).Add(-sessionsFrom).Unix())
}
