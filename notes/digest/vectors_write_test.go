package digest

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// writeVectors makes every vector anew. What it makes is checked by TestVectors
// like any other, and by the reader in Python.
func writeVectors(t *testing.T) {
	os.RemoveAll("testdata/vectors")
	if err := os.MkdirAll("testdata/vectors", 0o755); err != nil {
		t.Fatal(err)
	}
	for name, v := range goodVectors() {
		writeVector(t, name, sealed(t, v))
	}
	part := sealed(t, goodVectors()["note-part"])
	for name, b := range badProofs() {
		text := b.change(part.Proof)
		if text == part.Proof {
			t.Fatalf("%s changes nothing", name)
		}
		v := vector{About: b.about, Expect: b.class, Digest: part.Digest, Proof: text}
		if !utf8.ValidString(text) {
			v.Proof, v.ProofHex = "", hex.EncodeToString([]byte(text))
		}
		writeVector(t, "bad-"+name, v)
	}
	for name, change := range badSeals {
		changed := change.change(unhexed(t, part.Seal))
		writeVector(t, "seal-"+name, vector{About: change.about, Expect: "seal", Seal: hex.EncodeToString(changed)})
	}
}

func writeVector(t *testing.T, name string, v vector) {
	t.Helper()
	f, err := os.Create(filepath.Join("testdata/vectors", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	e := json.NewEncoder(f)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
}

// sealed signs a vector's content and proves its selection.
func sealed(t *testing.T, v vector) vector {
	t.Helper()
	c := v.content()
	d, seal, err := Sign(c)
	if err != nil {
		t.Fatal(err)
	}
	p, err := Prove(c, seal, v.selection(t))
	if err != nil {
		t.Fatal(err)
	}
	stored, _ := seal.MarshalBinary()
	text, _ := p.MarshalJSON()
	v.Expect, v.Digest, v.Seal, v.Proof = "ok", d.String(), hex.EncodeToString(stored), string(text)
	return v
}

func goodVectors() map[string]vector {
	filled := func(values map[string]string) []*string {
		all := make([]*string, len(fields))
		for i, f := range fields {
			if s, ok := values[f]; ok {
				all[i] = &s
			}
		}
		return all
	}
	cut := func(texts ...string) (paragraphs [][]string) {
		for _, text := range texts {
			paragraphs = append(paragraphs, append([]string{}, Tokenise(text, []string{"Kevin Brandt"})...))
		}
		return paragraphs
	}
	show := func(fields string, paragraphs ...string) *vectorShow {
		s := &vectorShow{Fields: strings.Fields(fields), Paragraphs: []json.RawMessage{}}
		for _, p := range paragraphs {
			s.Paragraphs = append(s.Paragraphs, json.RawMessage(p))
		}
		return s
	}
	note := filled(map[string]string{"id": "N-000001", "case": "C-001", "kind": "session", "format": "dap",
		"start": "2026-11-20T16:00:00+01:00", "minutes": "50", "late_reason": ""})
	texts := cut("## Data", "Joe spoke of @boss.", "", "Both came <on time> & sat apart: æøå, e\u0301, 👩‍👩‍👧, \u2028 \"x\\y\".", "@boss")
	return map[string]vector{
		"note-whole": {About: "everything is shown", Fields: note, Paragraphs: texts,
			Show: show(strings.Join(fields[:], " "), "true", "true", "true", "true", "true")},
		"note-part": {About: "one paragraph in part, one all behind a mark, one withheld", Fields: note, Paragraphs: texts,
			Show: show("kind layer start late_reason", "true", "[true,true,true,true,true,true,false,true]", "true", "false", "[false]")},
		"note-nothing": {About: "nothing is shown", Fields: note, Paragraphs: texts,
			Show: show("", "false", "false", "false", "false", "false")},
		"note-empty": {About: "no paragraph, no field: all nodes are random", Fields: filled(nil),
			Show: show("id")},
		"note-128": {About: "65 paragraphs take 128 nodes", Fields: filled(nil), Paragraphs: cut(slices.Repeat([]string{"x"}, 65)...),
			Show: show("", append(slices.Repeat([]string{"false"}, 64), "true")...)},
		"note-long": {About: "a word over 1024 bytes is two tokens; a paragraph of more than 32 leaves", Fields: filled(nil),
			Paragraphs: cut(strings.Repeat("ø", 600)+strings.Repeat(" a b", 10), "b"), Show: show("", "true", "false")},
	}
}

type badProof struct {
	class, about string
	change       func(string) string
}

func badProofs() map[string]badProof {
	replace := func(old, new string) func(string) string {
		return func(s string) string { return strings.Replace(s, old, new, 1) }
	}
	edit := func(f func(*proofJSON)) func(string) string {
		return func(s string) string {
			var j proofJSON
			if err := json.Unmarshal([]byte(s), &j); err != nil {
				panic(err)
			}
			f(&j)
			b, err := Proof{j.Fields, j.Nodes}.MarshalJSON()
			if err != nil {
				panic(err)
			}
			return string(b)
		}
	}
	node := func(which func(nodeProof) bool, f func(*nodeProof)) func(string) string {
		return edit(func(j *proofJSON) { f(&j.Nodes[slices.IndexFunc(j.Nodes, which)]) })
	}
	whole := func(n nodeProof) bool { return n.Leaves != nil && n.Leaves[0] != nil }
	empty := func(n nodeProof) bool { return n.Leaves != nil && n.Leaves[0] == nil }
	part := func(n nodeProof) bool { return n.Part != nil && n.Part[0].Text != nil }
	hidden := func(n nodeProof) bool { return n.Hash != "" }
	unopenedLeaf := func(n *nodeProof) int {
		return slices.IndexFunc(n.Part, func(l leafProof) bool { return l.Hash != "" })
	}
	text, none := "x", ""
	long := strings.Repeat("x", MaxToken+1)
	return map[string]badProof{
		"version":        {"version", "a later version", replace("note/v1", "note/v2")},
		"not-json":       {"syntax", "cut short", func(s string) string { return s[:len(s)-1] }},
		"two-values":     {"syntax", "something after the end", func(s string) string { return s + "{}" }},
		"white-space":    {"syntax", "white space", replace(`,"fields"`, `, "fields"`)},
		"extra-key":      {"syntax", "a key that is not known", replace(`{"version"`, `{"note":"x","version"`)},
		"other-case-key": {"syntax", "a key in another case", replace(`"fields"`, `"Fields"`)},
		"double-key":     {"syntax", "a key twice", replace(`"value":"session"`, `"value":"closing","value":"session"`)},
		"null-key":       {"syntax", "a key with null", replace(`{"name":"id",`, `{"name":"id","value":null,`)},
		"key-order": {"syntax", "keys in another order", func(s string) string {
			const version = `"version":"subrosa/note/v1"`
			return strings.TrimSuffix(strings.Replace(s, version+",", "", 1), "}") + "," + version + "}"
		}},
		"escape":         {"syntax", "a letter written as an escape", replace("session", `\u0073ession`)},
		"surrogate":      {"syntax", "half a surrogate pair", replace("session", `\ud800`)},
		"not-utf8":       {"syntax", "a byte that is not UTF-8", replace("session", "\xff")},
		"number":         {"syntax", "a number for a text", replace(`"session"`, `1`)},
		"null-node":      {"kind", "a node without anything", node(hidden, func(n *nodeProof) { n.Hash = "" })},
		"upper-case":     {"key", "upper-case hexadecimal", node(hidden, func(n *nodeProof) { n.Hash = "A" + n.Hash[1:] })},
		"short-hash":     {"key", "a hash of 31 bytes", node(hidden, func(n *nodeProof) { n.Hash = n.Hash[2:] })},
		"long-key":       {"key", "a key of 33 bytes: one more zero would make the same HMAC key", node(whole, func(n *nodeProof) { n.Key += "00" })},
		"short-leaf-key": {"key", "a leaf's key of 31 bytes", node(part, func(n *nodeProof) { n.Part[0].Key = n.Part[0].Key[2:] })},
		"field-no-key":   {"key", "a field shown without its key", edit(func(j *proofJSON) { j.Fields[2].Key = "" })},
		"field-missing":  {"count", "20 fields", edit(func(j *proofJSON) { j.Fields = j.Fields[:20] })},
		"fields-swapped": {"order", "fields exchanged", edit(func(j *proofJSON) { j.Fields[0], j.Fields[1] = j.Fields[1], j.Fields[0] })},
		"field-both":     {"kind", "a field withheld and shown", edit(func(j *proofJSON) { j.Fields[0].Value = &text })},
		"nodes-63":       {"count", "63 nodes", edit(func(j *proofJSON) { j.Nodes = j.Nodes[:63] })},
		"nodes-96":       {"count", "96 nodes", edit(func(j *proofJSON) { j.Nodes = append(j.Nodes, j.Nodes[:32]...) })},
		"node-both":      {"kind", "a node withheld and shown", node(whole, func(n *nodeProof) { n.Hash = n.Key })},
		"leaves-31":      {"count", "31 leaves", node(whole, func(n *nodeProof) { n.Leaves = n.Leaves[:31] })},
		"empty-token":    {"count", "a token without text", node(whole, func(n *nodeProof) { n.Leaves[0] = &none })},
		"long-token":     {"count", "a token of 1025 bytes", node(whole, func(n *nodeProof) { n.Leaves[0] = &long })},
		"padding-first":  {"order", "padding before the first token", node(whole, func(n *nodeProof) { n.Leaves[0] = nil })},
		"padding-4":      {"order", "four leaves of padding in a row", node(whole, func(n *nodeProof) { n.Leaves[31] = &text })},
		"padding-end":    {"order", "a block of nothing but padding at the end", node(whole, func(n *nodeProof) { n.Leaves = append(n.Leaves, make([]*string, 32)...) })},
		"padding-empty":  {"order", "an empty paragraph with two blocks", node(empty, func(n *nodeProof) { n.Leaves = append(n.Leaves, n.Leaves...) })},
		"padding-beside": {"order", "padding opened beside a withheld token", node(part, func(n *nodeProof) {
			i := unopenedLeaf(n)
			n.Part[i].Key, n.Part[i].Hash = n.Part[i].Hash, ""
		})},
		"leaf-both":     {"kind", "a leaf withheld and shown", node(part, func(n *nodeProof) { n.Part[unopenedLeaf(n)].Text = &text })},
		"leaf-neither":  {"kind", "a leaf neither withheld nor shown", node(part, func(n *nodeProof) { n.Part[unopenedLeaf(n)].Hash = "" })},
		"word":          {"digest", "a word exchanged", replace(`"Joe"`, `"Jim"`)},
		"field":         {"digest", "a field exchanged", replace(`"session"`, `"closing"`)},
		"absent":        {"digest", "an empty field shown as absent", replace(`,"value":""`, ``)},
		"hash":          {"digest", "a hash exchanged", node(hidden, func(n *nodeProof) { n.Hash = strings.Repeat("0", 64) })},
		"nodes-swapped": {"digest", "nodes exchanged", edit(func(j *proofJSON) { slices.Reverse(j.Nodes) })},
		"leaf-key":      {"digest", "a leaf opened with the key of another", node(part, func(n *nodeProof) { n.Part[0].Key = n.Part[1].Key })},
	}
}

var badSeals = map[string]struct {
	about  string
	change func([]byte) []byte
}{
	"version":  {"a later version", func(b []byte) []byte { b[0] = 2; return b }},
	"short":    {"cut short", func(b []byte) []byte { return b[:len(b)-1] }},
	"trailing": {"something after the end", func(b []byte) []byte { return append(b, 0) }},
	"nodes":    {"more nodes than needed", func(b []byte) []byte { b[33] = 1; return slices.Insert(b, 42, make([]byte, 8)...) }},
	"number":   {"a number written with a byte too many", func(b []byte) []byte { b[42] |= 0x80; return slices.Insert(b, 43, 0) }},
	"zero":     {"a token without text", func(b []byte) []byte { b[43] &= 3; return b }},
	"place":    {"a paragraph more than there are", func(b []byte) []byte { b[34], b[35] = 0xff, 0xff; return b }},
	"empty":    {"nothing but the version", func(b []byte) []byte { return b[:1] }},
}
