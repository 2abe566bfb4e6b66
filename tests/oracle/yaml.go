package main

import (
	"encoding/json"
	"io"
	"strings"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/yaml"
)

// YAMLVector is what kubectl's -f makes of a text, before it looks at any object.
type YAMLVector struct {
	Text      Bytes             `json:"text"`
	Error     string            `json:"error,omitempty"`
	Documents []json.RawMessage `json:"documents,omitempty"`
}

// As cli-runtime's StreamVisitor does.
func answerYAML(vector YAMLVector) (YAMLVector, error) {
	decoder := yaml.NewYAMLOrJSONDecoder(strings.NewReader(string(vector.Text)), 4096)
	for {
		var document runtime.RawExtension
		err := decoder.Decode(&document)
		if err == io.EOF {
			return vector, nil
		}
		if err != nil {
			vector.Documents, vector.Error = nil, err.Error()
			return vector, nil
		}
		if text := strings.TrimSpace(string(document.Raw)); text != "" && text != "null" {
			vector.Documents = append(vector.Documents, document.Raw)
		}
	}
}
