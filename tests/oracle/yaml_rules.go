package main

import "strings"

// scalars are those whose type YAML's versions and readers do not agree on. Not among the vectors,
// because yaml-cpp differs: "[]: x", which go-yaml reads as an empty list; directives, "\/" in
// quotes, both of which only yaml-cpp takes; "x:" in a flow, which it refuses; empty lines at the end
// of ">+", of which it keeps one. Ours are the refusal of what go-yaml drops silently behind a flow
// that is a whole document, and of numbers that are infinite though a later key hides them.
var scalars = []string{
	"", "~", "null", "Null", "NULL", "nULL", "true", "True", "TRUE", "tRUE", "false", "False", "FALSE", "yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF", "y", "Y", "n", "N", "t", "yES",
	"0", "-0", "+0", "1", "-1", "+1", "007", "08", "0o7", "0O7", "0o8", "0x1F", "0X1f", "0xg", "-0x1f", "+0x1f", "0b101", "0B101", "0b2", "-0b11", "+0b11", "1_000", "_1", "1_", "0x_f", "0_7", "__", "1__0", "0b1_1",
	"9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551615", "18446744073709551616", "+18446744073709551615", "0xffffffffffffffff", "0x10000000000000000", "-0x8000000000000000",
	"1.5", "-1.5", "+1.5", ".5", "-.5", "+.5", "5.", "-5.", ".", "-", "+", "..", "-.", "1.0", "-0.0", "100.0", "1e3", "1E3", "1e+3", "1e-3", "1e", "1e+", "e3", ".e3", "1.e3", ".5e1", "1_0.5", "1._5", "1.5_", "1e999", "-1e999", "1e-999", "1e308", "1e22", "1e21", "1e20", "1e18", "9007199254740993.0", "9223372036854775807.0", "1.7976931348623157e308", "5e-324", ".1e999", "0x1p3", "0x1.8p1", "0.1.2", "1,5", "1 5",
	".inf", "-.inf", "+.inf", ".Inf", ".INF", "-.Inf", ".iNF", ".nan", ".NaN", ".NAN", "-.nan", "inf", "nan", "NaN",
	"2001-12-14", "2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43.10 -5", "2001-12-14T21:59:43Z", "2001-1-1", "1:30", "190:20:30", "12:30:45", "20:30.5", "=", "<<", "1-2", "1-", "-x", "+x", ".x", "1x", "0x", "0b", "0o", "00", "0.0.0.0", "10.0.0.1", "v1.2", "1.2.3", "12e03", "685_230.15", "6.8523015e+5",
	"a b", "a:b", "http://x/y:1", "a#b", "a #b", "x: y: z", "[a, b]", "{a: b}", "'it''s'", `"a\tb"`, `"\u00e9\x41\U0001f600"`, `"\e\0"`, "\u00e9\u20ac", "\"a\\\n   b\"", "'a\n   b'", "a\n   b", "!!str 5", "!!str true", "!!str", "!!int '5'", "!!int x", "!!int", "!!float 5", "!!float 1.5", "!!float x", "!!float 18446744073709551615", "!!bool 'yes'", "!!bool x", "!!null ''", "!!null x", "!!null null", "!!timestamp 2001-12-14", "!!binary aGk=", "!!binary /w==", "!!binary x", "!!binary |\n   aGk=\n   aGk=", "!custom 5", "!<tag:yaml.org,2002:str> 5", "!!map {a: 1}", "!!seq [1]", "!!set {a, b}", "!!omap [a: 1]",
	"|\n   a\n    b\n\n   c\n", "|-\n   a\n   b\n", "|+\n   a\n\n", ">\n   a\n   b\n\n   c\n", ">-\n   a\n   b\n", "|2\n    a\n   b\n", "|\n   # no comment\n", "{}", "[1, two, [3.0, {four: 5}], ]", "{a: , b: ~, 'c': d}", "{1: 2, true: 3, 1.5: 4, \"x\": 5}", "[a: 1, b]", "[\n   a,\n   b # comment\n   ]", "{a: [b, {c: d}]}", "? a\n   : b", "- a\n   - b",
}

func yamlTextRules() []YAMLVector {
	var all []YAMLVector
	add := func(texts ...string) {
		for _, text := range texts {
			all = append(all, YAMLVector{Text: Bytes(text)})
		}
	}
	for _, scalar := range scalars {
		add("x: "+scalar+"\nz: 1\n", "- "+scalar+"\n")
	}
	for _, key := range scalars {
		if !strings.ContainsAny(key, "\n") {
			add(key + ": v\n")
		}
	}
	add(yamlStructures...)
	add(yamlStreams...)
	add(yamlJSON...)
	add(yamlFaults...)
	add(yamlBounds()...)
	return all
}

var yamlStructures = []string{
	"a: 1\na: 2\n", "a: {b: 1}\na: {c: 2}\n", "{a: 1, a: 2}", "a:\n- 1\n- 2\nb:\n  - 3\n", "- - 1\n  - 2\n- - 3\n", "- a: 1\n  b: 2\n- c: 3\n", "a:\n  b:\n    c: d\n", "a:\n\n  b: 1\n", "? a\n: b\n? c\n", "? [a]\n: b\n", "? {a: b}\n: c\n", "{? a : b, ? c}", "a : b\n", "\"a\" : b\n", "a:b: c\n", "a: - b\n", "-\n", "- \n- ~\n", "a:\nb:\n", "a: []\n", "a: !!str\nb: 1\n",
	"x: &a {k: 1}\ny: *a\n", "x: &a [1, 2]\ny: *a\nz: *a\n", "x: &a 1\n*a : y\n", "x: &a 1\nx2: &a 2\ny: *a\n", "x: &a\ny: *a\n", "&a x: y\nz: *a\n", "x: *a\ny: &a 1\n", "x: &a [*a]\n", "x: &a {k: *a}\n", "&a [1, *a]\n", "a: &x !!str 5\nb: *x\n", "a: &x\n  k: v\nb:\n  - *x\n  - *x\n",
	"b: &b {k: 1, l: 2}\nx:\n  <<: *b\n", "b: &b {k: 1, l: 2}\nx:\n  <<: *b\n  k: 3\n", "b: &b {k: 1, l: 2}\nx:\n  k: 3\n  <<: *b\n", "b: &b {k: 1}\nc: &c {k: 2, l: 3}\nx:\n  <<: [*b, *c]\n", "x:\n  <<: {k: 1}\n", "x:\n  <<: [{k: 1}, {k: 2, m: 3}]\n", "x:\n  <<: 1\n", "x:\n  <<: [1]\n", "x:\n  <<:\n", "b: &b [1]\nx:\n  <<: *b\n", "x:\n  '<<': {k: 1}\n", "x:\n  !!merge <<: {k: 1}\n", "b: &b {k: {m: 1}}\nx:\n  <<: *b\n  k: {n: 2}\n", "x: <<\n", "- <<\n", "b: &b {<<: {k: 1}}\nx: {<<: *b}\n", "{<<: {a: 1}, <<: {b: 2}}",
	"a: 'x'\nb: \"y\"\n", "a: \"x\n  y\"\n", "a: x\n  y\n", "a: |\n x\n  y\nb: >\n x\n y\n", "a: |\n\n x\n", "a: |1\n  x\n", "a: |+\n x\n\n\nb: 1\n", "a: >\n\n x\n\n  y\n\n z\n", "data:\n  .dockerconfigjson: |\n    {\"auths\":{}}\n", "a: |\n", "a: >-\n\nb: 1\n", "a: # comment\n  b\n", "# c\na: 1 # c\n# c\n", "a: 'b' # c\n", "a: \"#\"\n", "a:\t1\n", "a: 1\t\n", "a: [1,2]\n", "a: [1,2,]\n", "a: {b: 1,}\n", "a: {b:1}\n", "a: {\"b\":1}\n", "a: {b, c}\n", "a: [b c, d]\n", "a: {x: http://y}\n", "a: @b\n", "a: `b\n", "a: %b\n", "a: &b\n", "a: !b\n", "a: ?b\n", "a: -b\n", "a: :b\n", "a: ,b\n", "a: ]\n", "a: }\n", "?\n", ":\n", ": a\n", "? : a\n",
	"plain", "5", "true", "'x'", "[1]", "[]", "- 1", "null", "~", "\"\"", "|\n x\n",
}

var yamlStreams = []string{
	"", "\n", " ", "# only\n", "---\n", "---\n---\n", "---\na: 1\n", "a: 1\n---\nb: 2\n", "a: 1\n---\n", "---\na: 1\n---\n# c\n---\nb: 2\n...\n", "a: 1\n...\n", "a: 1\n...\nb: 2\n", "a: 1\n...\n---\nb: 2\n", "a: 1\n--- # c\nb: 2\n", "a: 1\n---   \nb: 2\n", "a: 1\n--- b\n", "--- a: 1\n", "--- {a: 1}\n", "---a: 1\n", "----\n", "a: 1\n---\r\nb: 2\r\n", "a: 1\r\nb: |\r\n  x\r\n  y\r\n", "a: |\n  x\n---\nb: 1\n", "a: |\n  ---\n  x\n", "a: '\n---\n'\n", "a: 1\n ---\n", "a: 1\n---\nnull\n---\n~\n---\nb: 1\n", "a: 1", "---\na: 1\n---\n\n\n---\n\n", "\ufeffa: 1\n", "a: 1\n---\n\ufeffb: 1\n", "a: 1\n---\n[1\n", "a: 1\n---\n5\n", "a: 1\n---\n---\n---\nb: 2\n",
	"a: 1\n\n---\n\nb: 2\n\n", "a: b: c\n---\nd: 1\n",
}

var yamlJSON = []string{
	`{}`, `{"a":1}`, ` {"a":1}`, "\n\t{\"a\":1}\n", `{"a":1}{"b":2}`, "{\"a\":1}\n{\"b\":2}\n", "{\"a\":1}\n---\n{\"b\":2}\n", "{\"a\":1}\n---\nb: 2\n", "{\"a\":1}\nb: 2\n", "{\"a\":1}{\"b\":2}\nc: 3\n", "{\"a\":1}{\"b\":2}x", `{"a":1}x`, `{"a":1} # c`, `{"a":1,"a":2}`, `{"a":[1,2.5,"x",null,true,{"b":{}}]}`, `{"a":"\u00e9\ud83d\ude00\n\"\\\/"}`, `{a: 1}`, `{a: yes}`, `{"a":yes}`, `{"a":1,}`, `{"a":'x'}`, `{"a":01}`, `{"a":1e3}`, `{"a":-0}`, `{"a":18446744073709551616}`, `{"a":"}{"}`, `{"a":"\\"}{"b":"\"}"}`, `[{"a":1}]`, `"x"`, `{"a":1}]`, `{"a":[1}`, `{"a":{"b":{"c":[[[]]]}}}`, "{\"a\":\n1}", "{\"a\":\"x\ty\"}", `{"a":nan}`, "{\"a\":1}\n\n---\n\n{\"b\":2}\n---\n{\"c\":3}\n", `{"a":1} {"b":`, `{"a":`, `{`, `{}}`, `{} {}`,
	"[\"a\", {\"b\": 1}]\n", "--- \n{\"a\":1}\n", "{\"kind\":\"Secret\",\"data\":{\".dockerconfigjson\":\"e30=\"}}\n", "{\"a\":\"x: y # z\"}",
}

var yamlFaults = []string{
	"a: b: c\n", "a:\n  b\n c: d\n", "a:\n b: 1\n  c: 2\n", "a: [1, 2\n", "a: {b: 1\n", "a: 'x\n", "a: \"x\n", "a: \"\\q\"\n", "a: *b\n", "a: &b &c 1\n", "a: !!int !!str 1\n", "\ta: 1\n", "a:\n\tb: 1\n", "- a\nb: 1\n", "a: 1\n- b\n", "a\nb: 1\n", "a: |x\n b\n", "a: |0\n b\n", "a: \x01\n", "a: \x00\n", "a: \x7f\n", "a: \u0080\n", "a: \u009f\n", "a: \xff\n", "a: \xc3\n", "a: \xed\xa0\x80\n", "a: \ufffe\n", "a: \"\\xff\"\n", "a: \"\\ud800\"\n", "a: \"\\U00110000\"\n", "a: \"\\x4\"\n", "a: ]\n", "a: [}\n", "a: {]\n", "a: @\n", "a: `\n", "a: 'x' y\n", "a: \"x\" y\n", "a: [1] 2\n", "? a\nb: 1\n", "a: !<x\n", "a: ! \n", "%YAML 9.9\n", "*a\n", "[a]: b\n", "{a: b}: c\n", "a: [b]: c\n", "null: 1\n", "~: 1\n", ": 1\n", "18446744073709551615: 1\n", ".nan: 1\n", "1: a\n", "1.5: a\n", "true: a\n", "0x10: a\n", "100000.5: a\n", "1000000.5: a\n", "0.0001: a\n", "0.00001: a\n", "0.1: a\n", "16777217.0: a\n", "1e3: a\n", ".5: a\n", "123456.0: a\n", "!!binary aGk=: x\n", "!!str 5: x\n", "-1: a\n", "yes: a\n", "2001-12-14: a\n", "a: .nan\n", "a: .inf\n", "- -.inf\n",
}

func yamlBounds() []string {
	bomb := "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
	for name := 'b'; name < 'i'; name++ {
		before := string(name - 1)
		bomb += string(name) + ": &" + string(name) + " [" + strings.Repeat("*"+before+", ", 9) + "*" + before + "]\n"
	}
	small := "a: &a [x, x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a]\nc: [*b, *b, *b]\n"
	return []string{bomb, small, strings.Repeat("[", 300) + strings.Repeat("]", 300), strings.Repeat("- ", 200) + "x\n", "a: [" + strings.Repeat("1, ", 2000) + "1]\n"}
}
