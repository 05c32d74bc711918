package notes

import (
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strings"

	"subrosa/vault"
)

// row is a row of a table by its columns, as it is stored: what comes with
// another copy is not read and written anew, but copied.
type row map[string]any

func (r row) int(column string) int64 {
	n, _ := r[column].(int64)
	return n
}

func (r row) text(column string) string {
	s, _ := r[column].(string)
	return s
}

// uid is a uid as a key of a map.
func (r row) uid() string {
	b, _ := r["uid"].([]byte)
	return string(b)
}

// tableColumns are the columns of a table that are written.
func (j *joining) tableColumns(table string) ([]string, error) {
	if list, known := j.columns[table]; known {
		return list, nil
	}
	list, err := vault.All(j.here, vault.Value[string], "SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0 ORDER BY cid", table)
	j.columns[table] = list
	return list, err
}

// rows reads rows of a table; tail is what follows the name of the table.
func (j *joining) rows(tx *vault.Tx, table, tail string, args ...any) ([]row, error) {
	columns, err := j.tableColumns(table)
	if err != nil {
		return nil, err
	}
	return vault.All(tx, func(scan vault.Scan) (row, error) {
		values, dest := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			dest[i] = &values[i]
		}
		err := scan(dest...)
		r := row{}
		for i, c := range columns {
			r[c] = values[i]
		}
		return r, err
	}, "SELECT "+strings.Join(columns, ", ")+" FROM "+table+" "+tail, args...)
}

// insert writes a row here.
func (j *joining) insert(table string, r row) error {
	columns, err := j.tableColumns(table)
	if err != nil {
		return err
	}
	values := make([]any, len(columns))
	for i, c := range columns {
		values[i] = r[c]
	}
	_, err = j.here.Exec("INSERT INTO "+table+" ("+strings.Join(columns, ", ")+") VALUES (?"+strings.Repeat(", ?", len(columns)-1)+")", values...)
	return err
}

// update writes some columns of the row with an id here.
func (j *joining) update(table string, id int64, r row, columns ...string) error {
	values := make([]any, 0, len(columns)+1)
	for _, c := range columns {
		values = append(values, r[c])
	}
	_, err := j.here.Exec("UPDATE "+table+" SET "+strings.Join(columns, " = ?, ")+" = ? WHERE id = ?", append(values, id)...)
	return err
}

// nextRow is the next id of a table that is only added to.
func (j *joining) nextRow(table string) (int64, error) {
	return nextRow(j.here, table)
}

// differing are the columns in which two rows differ.
func differing(a, b row, columns ...string) []string {
	return slices.DeleteFunc(slices.Clone(columns), func(c string) bool { return a[c] == b[c] })
}

// derived makes a uid out of others, the same in every copy.
func derived(parts ...string) []byte {
	text, _ := json.Marshal(parts) // strings always marshal
	sum := sha256.Sum256(text)
	return sum[:16]
}
