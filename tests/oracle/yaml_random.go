package main

import (
	"cmp"
	"fmt"
	"strings"
)

func (d dice) yamlVector() YAMLVector {
	var documents []string
	for range 1 + d.Intn(2) {
		documents = append(documents, d.yamlBlock("", 3))
	}
	return YAMLVector{Text: Bytes(d.one("", "---\n", "# c\n") + strings.Join(documents, d.one("---\n", "--- # c\n", "---\n\n")))}
}

// yamlBlock is a mapping or a sequence, each line of which starts with the indent.
func (d dice) yamlBlock(indent string, depth int) string {
	var text strings.Builder
	inSequence := d.chance(25)
	for i := range 1 + d.Intn(4) {
		head := indent + "-"
		if !inSequence {
			head = indent + d.yamlKey(i) + ":"
		}
		switch {
		case depth > 0 && d.chance(35):
			inner := indent + d.one("  ", "    ", " ")
			text.WriteString(head + d.one("\n", " # c\n", "\n\n") + d.yamlBlock(inner, depth-1))
		case d.chance(15):
			text.WriteString(head + " " + d.one("|", "|-", "|+", ">", ">-") + "\n" + d.yamlLines(indent+"  "))
		default:
			text.WriteString(head + " " + d.yamlFlow(2) + d.one("\n", "\n", " # c\n"))
		}
	}
	return text.String()
}

func (d dice) yamlKey(i int) string {
	return d.one(fmt.Sprint("k", i), fmt.Sprint("k", i), fmt.Sprintf("%q", fmt.Sprint("k ", i)), fmt.Sprint(".key-", i, "_x/y"), fmt.Sprint(i), "same", "'it''s'")
}

func (d dice) yamlLines(indent string) string {
	var text strings.Builder
	text.WriteString(indent + "first\n")
	for range d.Intn(4) {
		text.WriteString(d.one(indent+"x: y\n", indent+"  more\n", "\n", indent+"# no comment\n", indent+"- z\n", indent+"a  b\n"))
	}
	return text.String()
}

func (d dice) yamlFlow(depth int) string {
	several := func(one func(int) string) string {
		var all []string
		for i := range d.Intn(4) {
			all = append(all, one(i))
		}
		return strings.Join(all, d.one(", ", ","))
	}
	switch {
	case depth > 0 && d.chance(12):
		return "[" + several(func(int) string { return cmp.Or(d.yamlFlow(depth-1), "~") }) + "]" // yaml-cpp takes "[,x]"
	case depth > 0 && d.chance(12):
		return "{" + several(func(i int) string { return d.yamlKey(i) + ": " + d.yamlFlow(depth-1) }) + "}"
	}
	return d.yamlScalar()
}

func (d dice) yamlScalar() string {
	switch d.Intn(6) {
	case 0:
		return fmt.Sprintf("%q", d.one("a", "yes", "1", "x: y", "# c", "\t\n", "\u00e9", ""))
	case 1:
		return "'" + d.one("a", "no", "1.5", "x: y", "# c", "''", "\\n", "") + "'"
	case 2:
		return d.digits("0123456789", 1+d.Intn(3)) + d.maybe(40, func() string { return d.digits("0123456789.eE_-+xob", 1+d.Intn(4)) })
	case 3:
		return d.one("!!str 5", "!!str true", "!!int 5", "!!int '7'", "!!float 5", "!!float \"1.5\"", "!!bool 'yes'", "!x 5")
	}
	for {
		scalar := d.one(scalars...)
		isFinite := !strings.HasSuffix(strings.ToLower(scalar), ".inf") && !strings.HasSuffix(strings.ToLower(scalar), ".nan")
		if isFinite && !strings.ContainsAny(scalar, "\n,[]{}:#!") {
			return scalar
		}
	}
}
