package packet

import (
	"os"
	"reflect"
	"strings"
	"testing"
)

// Every key that a packet can hold stands in docs/packet-format.md.
func TestDocumentationNamesEveryKeyAndFile(t *testing.T) {
	b, err := os.ReadFile("../../docs/packet-format.md")
	if err != nil {
		t.Fatal(err)
	}
	doc, n := string(b), 0
	var walk func(reflect.Type)
	walk = func(typ reflect.Type) {
		switch typ.Kind() {
		case reflect.Slice:
			walk(typ.Elem())
		case reflect.Struct:
			for i := range typ.NumField() {
				key, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
				if n++; key != "" && !strings.Contains(doc, "`"+key+"`") && !strings.Contains(doc, `"`+key+`"`) {
					t.Errorf("%s: key %s", typ, key)
				}
				if typ.Field(i).IsExported() && typ.Field(i).Type.PkgPath() != "time" {
					walk(typ.Field(i).Type)
				}
			}
		default:
		}
	}
	for _, v := range []any{Records{}, Proof{}, Manifest{}} {
		walk(reflect.TypeOf(v))
	}
	if n < 40 {
		t.Errorf("only %d keys found", n)
	}
	for _, text := range append(order[:], RecordsFormat, ProofFormat, ManifestFormat, ThirdParty(1)[:12]) {
		if !strings.Contains(doc, text) {
			t.Errorf("%s is missing", text)
		}
	}
	for _, kind := range amendments {
		if !strings.Contains(doc, "`"+kind+"`") {
			t.Errorf("kind %s is missing", kind)
		}
	}
}
