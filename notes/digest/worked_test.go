package digest

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// The example of docs/note-digest.md: secret 00 01 ... 1f, one paragraph at
// node 3, kind shown, and place shown to be absent.
func worked() (Content, Seal, Selection) {
	c := Content{Fields: make([][]byte, len(fields)), Paragraphs: [][][]byte{{[]byte("Hi"), []byte(" "), []byte("@boss")}}}
	c.Fields[2] = []byte("session")
	s := Seal{nodes: nodeBlock, at: []int{3}, paragraphs: [][]slot{{{2, 1}, {1, 0}, {5, 2}}}}
	for i := range s.secret {
		s.secret[i] = byte(i)
	}
	sel := Selection{Fields: make([]bool, len(fields)), Paragraphs: []Shown{{Tokens: []bool{true, true, false}}}}
	sel.Fields[2], sel.Fields[7] = true, true
	return c, s, sel
}

func TestWorkedExampleOfTheDocumentation(t *testing.T) {
	doc, err := os.ReadFile("../../docs/note-digest.md")
	if err != nil {
		t.Fatal(err)
	}
	c, s, sel := worked()
	stored, err := s.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	d, err := Recompute(c, s)
	if err != nil {
		t.Fatal(err)
	}
	proof, err := Prove(c, s, sel)
	if err != nil {
		t.Fatal(err)
	}
	kp := paragraphKey(s.secret, 3)
	leaves := s.leafHashes(c, 0)
	firstLeaf, _ := json.Marshal(proof.nodes[3].Part[0])
	kind, _ := json.Marshal(proof.fields[2])
	place, _ := json.Marshal(proof.fields[7])
	for what, value := range map[string]string{
		"seal":           hex.EncodeToString(stored),
		"key of field 2": asHex(fieldKey(s.secret, 2)),
		"F_2":            asHex(fieldHash(fieldKey(s.secret, 2), 2, c.Fields[2])),
		"F_7":            asHex(fieldHash(fieldKey(s.secret, 7), 7, nil)),
		"K_3":            asHex(kp),
		"key of leaf 0":  asHex(leafKeys(kp)(0)),
		"L_0":            asHex(leaves[0]),
		"L_1":            asHex(leaves[1]),
		"L_3":            asHex(leaves[3]),
		"P_3":            asHex(paragraphHash(3, leaves)),
		"P_0":            asHex(randomNode(s.secret, 0)),
		"digest":         d.String(),
		"leaf in proof":  string(firstLeaf),
		"kind in proof":  string(kind),
		"place in proof": string(place),
	} {
		if !strings.Contains(string(doc), value) {
			t.Errorf("the documentation lacks %s = %s", what, value)
		}
	}
}
