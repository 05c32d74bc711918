package notes

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"subrosa/vault"
)

// tableElsewhere are tables that an export does not copy row by row: what is in
// them stands in files of its own, is made from other tables, or is the vault's.
var tableElsewhere = []string{
	"attachment_piece",                                                       // cases/C-001/attachments/
	"search", "search_config", "search_data", "search_docsize", "search_idx", // made from the texts
	"vault_history", "vault_joined", "vault_key", "vault_slot", // of the vault file: its generations and its ways in
}

// columnElsewhere are columns that an export leaves out.
var columnElsewhere = map[string]string{
	"log_key": "signer", // private: whoever has it can sign heads of the log
	"packet":  "zip",    // packets/
}

// tables writes every other table of the record, a JSON object for each row, and
// how they are defined. They are found in the schema: a table that is new is
// written too.
func (x *exporter) tables() error {
	names, err := vault.All(x.tx, vault.Value[string], "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
	if err != nil {
		return err
	}
	names = slices.DeleteFunc(names, func(name string) bool { return slices.Contains(tableElsewhere, name) })
	if err := x.schema(names); err != nil {
		return err
	}
	for _, name := range names {
		if err := x.table(name); err != nil {
			return fmt.Errorf("table %s: %w", name, err)
		}
	}
	return nil
}

// schema writes the definitions of tables, with their comments.
func (x *exporter) schema(names []string) error {
	version, err := schemaVersion(x.tx)
	if err != nil {
		return err
	}
	return x.file("tables/schema.sql", func(w io.Writer) error {
		fmt.Fprintf(w, "-- schema %d of the record\n", version)
		for _, name := range names {
			definition, err := vault.One(x.tx, vault.Value[string], "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?", name)
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintf(w, "\n%s;\n", definition); err != nil {
				return err
			}
		}
		return nil
	})
}

// table writes the rows of one table as they are read. Bytes are in base64.
func (x *exporter) table(name string) error {
	columns, err := vault.All(x.tx, vault.Value[string], "SELECT name FROM pragma_table_info(?) ORDER BY cid", name)
	if err != nil {
		return err
	}
	columns = slices.DeleteFunc(columns, func(c string) bool { return columnElsewhere[name] == c })
	return x.file("tables/"+name+".jsonl", func(w io.Writer) error {
		_, err := vault.All(x.tx, func(scan vault.Scan) (none struct{}, err error) {
			line, err := rowLine(scan, columns)
			if err == nil {
				_, err = w.Write(line)
			}
			return none, err
		}, `SELECT "`+strings.Join(columns, `", "`)+`" FROM "`+name+`"`)
		return err
	})
}

// rowLine is a row as one line of JSON, the columns in their order.
func rowLine(scan vault.Scan, columns []string) ([]byte, error) {
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	if err := scan(into...); err != nil {
		return nil, err
	}
	var line bytes.Buffer
	enc := json.NewEncoder(&line)
	enc.SetEscapeHTML(false)
	before := "{"
	for i, column := range columns {
		fmt.Fprintf(&line, "%s%q:", before, column)
		if err := enc.Encode(values[i]); err != nil {
			return nil, err
		}
		line.Truncate(line.Len() - 1) // the end of the line
		before = ","
	}
	line.WriteString("}\n")
	return line.Bytes(), nil
}
