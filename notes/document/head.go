package document

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxHead bounds the YAML head in bytes. A full one has under five hundred.
const maxHead = 8 << 10

// fence is the line above and below the head.
const fence = "---"

// splitHead cuts cleaned text into head and body and gives the lines on which
// they begin. A text without a head is all body.
func splitHead(text string) (head string, headLine int, body string, bodyLine int, err error) {
	lines := strings.SplitAfter(text, "\n")
	first := slices.IndexFunc(lines, func(l string) bool { return trimLine(l) != "" })
	if first < 0 || trimLine(lines[first]) != fence {
		return "", 0, text, 1, nil
	}
	end := slices.IndexFunc(lines[first+1:], func(l string) bool { return trimLine(l) == fence })
	if end < 0 {
		return "", 0, "", 0, syntaxError(first+1, "the head has no closing %s", fence)
	}
	end += first + 1
	head = strings.Join(lines[first+1:end], "")
	if len(head) > maxHead {
		return "", 0, "", 0, syntaxError(first+1, "the head is longer than %d bytes", maxHead)
	}
	return head, first + 2, strings.Join(lines[end+1:], ""), end + 2, nil
}

// parseHead reads the head's keys into a document. It returns the line of each
// key, for errors that show up only when all are known.
func parseHead(head string, headLine int, c Context) (Document, map[string]int, error) {
	var d Document
	lines := map[string]int{}
	root, err := decodeHead(head, headLine)
	if err != nil || root == nil {
		return d, lines, err
	}
	if root.Kind != yaml.MappingNode {
		return d, lines, syntaxError(headLine, "the head is not made of keys and values")
	}
	if err := plain(root, headLine); err != nil {
		return d, lines, err
	}
	var own []Own // what may belong to a kind
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		line := key.Line + headLine - 1
		if key.Kind != yaml.ScalarNode {
			return d, lines, syntaxError(line, "unknown key")
		}
		if _, twice := lines[key.Value]; twice {
			return d, lines, syntaxError(line, "this key stands twice")
		}
		fact, ok := findFact(key.Value)
		if !ok && !wordLike.MatchString(key.Value) {
			return d, lines, syntaxError(line, "unknown key")
		}
		lines[key.Value] = line
		values, err := valuesOf(value, key.Value, line, !ok || fact.list, ok)
		switch {
		case err != nil:
			return d, lines, err
		case !ok:
			own = append(own, Own{Key: key.Value, Values: values})
		case len(values) > 0:
			if what := fact.set(&d, c, values); what != "" {
				return d, lines, syntaxError(line, "%s", what)
			}
		}
	}
	said := d
	said.Kind = cmp.Or(d.Kind, c.Kind)
	err = checkOwn(&said, own, c, lines)
	d.Own = said.Own
	return d, lines, err
}

// valuesOf reads one value: a scalar, or where a list may stand a sequence. The
// labels of a fact that every kind has may be parted by spaces alone.
func valuesOf(value *yaml.Node, key string, line int, list, fact bool) ([]string, error) {
	switch {
	case value.Kind == yaml.ScalarNode && strings.TrimSpace(value.Value) == "":
		return nil, nil
	case value.Kind == yaml.ScalarNode && list:
		return strings.FieldsFunc(value.Value, func(r rune) bool { return r == ',' || r == ' ' && fact }), nil
	case value.Kind == yaml.ScalarNode:
		return []string{strings.TrimSpace(value.Value)}, nil
	case value.Kind == yaml.SequenceNode && list:
		var values []string
		for _, v := range value.Content {
			if v.Kind != yaml.ScalarNode {
				return nil, syntaxError(line, "%s is not a list of words", key)
			}
			values = append(values, strings.TrimSpace(v.Value))
		}
		return values, nil
	default:
		return nil, syntaxError(line, "%s has no single value", key)
	}
}

// decodeHead reads exactly one YAML document, or none.
func decodeHead(head string, headLine int) (*yaml.Node, error) {
	decoder := yaml.NewDecoder(bytes.NewReader([]byte(head)))
	var doc yaml.Node
	err := decoder.Decode(&doc)
	switch {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil:
		return nil, syntaxError(blame(head, headLine), "the head is not well-formed YAML")
	}
	if err := decoder.Decode(&yaml.Node{}); !errors.Is(err, io.EOF) {
		return nil, syntaxError(headLine, "the head is more than one YAML document")
	}
	if len(doc.Content) != 1 {
		return nil, nil
	}
	return doc.Content[0], nil
}

// plain refuses what YAML can do beyond keys, values and lists: anchors,
// aliases and tags.
func plain(n *yaml.Node, headLine int) error {
	if n.Kind == yaml.AliasNode || n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 {
		return syntaxError(n.Line+headLine-1, "anchors, aliases and tags are not allowed in the head")
	}
	for _, child := range n.Content {
		if err := plain(child, headLine); err != nil {
			return err
		}
	}
	return nil
}

// maxHeadLines bounds the search of blame.
const maxHeadLines = 200

// blame finds the line on which a head stops being YAML: the one after the
// longest beginning that is. The YAML reader's own errors may quote, and count
// lines from 0 or from 1 by their kind.
func blame(head string, headLine int) int {
	lines := strings.SplitAfter(head, "\n")
	for n := min(len(lines), maxHeadLines) - 1; n > 0; n-- {
		var doc yaml.Node
		err := yaml.Unmarshal([]byte(strings.Join(lines[:n], "")), &doc)
		if err == nil && len(doc.Content) == 1 && doc.Content[0].Kind == yaml.MappingNode {
			return headLine + n
		}
	}
	return headLine
}
