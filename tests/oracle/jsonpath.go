package main

import (
	"bytes"
	"fmt"

	utiljson "k8s.io/apimachinery/pkg/util/json"
	"k8s.io/client-go/util/jsonpath"
)

// JSONPathVector is what kubectl -o jsonpath=TEMPLATE prints, with --allow-missing-template-keys as
// it is when nobody says otherwise.
type JSONPathVector struct {
	Template string   `json:"template"`
	Error    string   `json:"error,omitempty"`
	Output   string   `json:"output,omitempty"`
	Values   []string `json:"values,omitempty"` // each result, as custom columns print it
	// Undefined: Go's answer depends on the order of a map, or there is none, as it panics.
	Undefined bool `json:"undefined,omitempty"`
}

// The C++ test has the same text.
const jsonpathData = `{
  "kind": "List", "empty": [], "nothing": null, "zero": 0, "half": 0.5, "whole": 2.0, "huge": 1e21,
  "tiny": 0.0000001, "big": 9007199254740993, "yes": true, "html": "<a&b>", "é": "ü",
  "a.b": {"c/d": "dotted"}, "nested": [[1, 2], [3], []], "words": ["x", "yy", ""],
  "one": {"only": {"leaf": 7}},
  "items": [
    {"name": "web", "n": 1, "score": 9.8, "tags": ["a", "b"], "os": {"name": "debian"}, "ok": true},
    {"name": "db", "n": 2, "score": 5.0, "tags": [], "os": null, "ok": false},
    {"name": "it's \"q\"", "n": -3, "tags": ["c"], "note": "line\nbreak"}
  ]
}`

const jsonpathRepetitions = 12

func answerJSONPath(vector JSONPathVector) (JSONPathVector, error) {
	answer := JSONPathVector{Template: vector.Template}
	for range jsonpathRepetitions {
		again := evaluateJSONPath(vector.Template)
		if answer.Output != "" && fmt.Sprint(again) != fmt.Sprint(answer) {
			return JSONPathVector{Template: vector.Template, Undefined: true}, nil
		}
		answer = again
	}
	return answer, nil
}

func evaluateJSONPath(template string) (answer JSONPathVector) {
	answer.Template = template
	defer func() {
		if recover() != nil {
			answer = JSONPathVector{Template: template, Undefined: true}
		}
	}()
	var data map[string]any
	if err := utiljson.Unmarshal([]byte(jsonpathData), &data); err != nil {
		panic(err)
	}
	path := jsonpath.New("out").AllowMissingKeys(true)
	if err := path.Parse(template); err != nil {
		answer.Error = err.Error()
		return answer
	}
	var out bytes.Buffer
	if err := path.Execute(&out, data); err != nil {
		answer.Error = err.Error()
		return answer
	}
	answer.Output = out.String()
	// A template keeps the state of its last run.
	path = jsonpath.New("out").AllowMissingKeys(true)
	if err := path.Parse(template); err != nil {
		panic(err)
	}
	found, err := path.FindResults(data)
	if err != nil {
		panic(err)
	}
	for _, values := range found {
		for _, value := range values {
			answer.Values = append(answer.Values, fmt.Sprint(value.Interface()))
		}
	}
	return answer
}

func (d dice) jsonpathVector() JSONPathVector {
	template := d.jsonpathTemplate()
	if d.chance(15) {
		template = d.damaged(template, "{}[]().,'\"@?*:$- \\\nax1=<!")
	}
	return JSONPathVector{Template: template}
}

func (d dice) jsonpathTemplate() string {
	return d.joined("", 3, func() string {
		switch d.Intn(6) {
		case 0:
			return d.one("text ", "\t", "=", "é", "a'b\"")
		case 1:
			return "{range " + d.jsonpathPath() + "}{" + d.jsonpathField() + "}" +
				d.one("", "{\"\\n\"}", ",", "{@}", "{range @.tags[*]}{@}{end}") + "{end}"
		default:
			return "{" + d.jsonpathPath() + "}"
		}
	})
}

func (d dice) jsonpathPath() string {
	return d.one("", "$", "@") + d.joined("", 4, func() string {
		return d.jsonpathField() + d.jsonpathIndex()
	})
}

func (d dice) jsonpathField() string {
	return "." + d.one("items", "items", "items", "name", "n", "score", "tags", "os", "os.name", "one",
		"one.only", "nested", "words", "empty", "nothing", "missing", "a\\.b", "ok", "kind", "html",
		"half", "whole", "huge", "tiny", "big", ".leaf", ".name", "one.*", "words.*", "é")
}

func (d dice) jsonpathIndex() string {
	number := func() string { return d.one("", "", "0", "1", "2", "-1", "-2", "5", "+1", "x") }
	switch d.Intn(9) {
	case 0, 1:
		return "[*]"
	case 2:
		return "[" + number() + "]"
	case 3:
		return "[" + number() + ":" + number() + d.one("", "", ":"+number()) + "]"
	case 4:
		return "['" + d.one("name", "os", "c/d", "n", "a.b") + "']"
	case 5:
		return "[" + d.one("0", "'name'", "-1", "1:") + "," + d.one(" 0", "'n'", "1", "*") + "]"
	case 6:
		return "[?(" + d.jsonpathFilter() + ")]"
	default:
		return ""
	}
}

func (d dice) jsonpathFilter() string {
	left := d.one("@", "@.name", "@.n", "@.score", "@.ok", "@.os.name", "@.tags", "@.tags[0]", "@.missing")
	right := d.one("1", "-3", "2.0", "9.8", "\"web\"", "'db'", "true", "@.n", "@.name", "\"it's\"", "x")
	return left + d.one("", d.one("==", "!=", "<", ">", "<=", ">=", "=", "=~", " == ")+right)
}
