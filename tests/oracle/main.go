// The oracle says what the real kubelet does: its keyring and its parser of image names, as they
// are in k8s.io/kubernetes; and where the real kubectl would connect to. The C++ tests replay its
// answers from tests/golden.
//
//	oracle keyring|url|glob|image|connection                      answers vectors read from stdin
//	oracle keyring once                                           the same without a look at ties
//	oracle yaml                                                   answers for texts given with -f
//	oracle jsonpath [rules | random SEED COUNT]                   kubectl's -o jsonpath
//	oracle keyring|image mean SEED COUNT                          writes generated vectors, mean ones
//	oracle keyring|url|image|yaml|connection rules                writes the hand-written vectors
//	oracle keyring|url|glob|image|yaml|connection random SEED COUNT writes generated vectors
//	oracle connection one FLAG...                                 answers for its own surroundings
//	oracle connection pem                                         writes what @CERT@ and its like mean
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand"
	"os"
	"strconv"
	"strings"

	"k8s.io/klog/v2"
)

func main() {
	silenceKubelet()
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "oracle:", err)
		os.Exit(1)
	}
}

// silenceKubelet drops its log: the keyring writes a line for every entry that it ignores.
func silenceKubelet() {
	klogFlags := flag.NewFlagSet("klog", flag.PanicOnError)
	klog.InitFlags(klogFlags)
	klogFlags.Parse([]string{"-logtostderr=false", "-stderrthreshold=FATAL"})
	klog.SetOutput(io.Discard)
}

func run(args []string) error {
	switch strings.Join(args[:min(len(args), 2)], " ") {
	case "keyring":
		return answerAll(answerKeyring)
	case "keyring rules":
		return write(keyringRules())
	case "keyring random":
		return writeRandom(args[2:], dice.keyringVector)
	case "keyring mean":
		return writeRandom(args[2:], dice.meanKeyringVector)
	case "keyring once":
		return answerAll(answerKeyringOnce)
	case "url":
		return answerAll(answerURL)
	case "url rules":
		return write(urlRules())
	case "url random":
		return writeRandom(args[2:], dice.urlVector)
	case "glob":
		return answerAll(answerGlob)
	case "glob random":
		return writeRandom(args[2:], dice.globVector)
	case "image":
		return answerAll(answerImage)
	case "image rules":
		return write(imageRules())
	case "image random":
		return writeRandom(args[2:], dice.imageVector)
	case "image mean":
		return writeRandom(args[2:], dice.meanImageVector)
	case "yaml":
		return answerAll(answerYAML)
	case "yaml rules":
		return write(yamlTextRules())
	case "yaml random":
		return writeRandom(args[2:], dice.yamlVector)
	case "jsonpath":
		return answerAll(answerJSONPath)
	case "jsonpath rules":
		return write(jsonpathRules())
	case "jsonpath random":
		return writeRandom(args[2:], dice.jsonpathVector)
	case "connection":
		return answerAll(answerConnection)
	case "connection one":
		return connectionOf(args[2:])
	case "connection rules":
		return write(connectionRules())
	case "connection random":
		return writeRandom(args[2:], dice.connectionVector)
	case "connection pem":
		return write([]map[string]string{pemFiles})
	}
	return errors.New("usage: oracle keyring|url|glob|image|yaml|connection [rules | random SEED COUNT]")
}

func writeRandom[V any](args []string, vector func(dice) V) error {
	if len(args) != 2 {
		return errors.New("random takes a seed and a count")
	}
	seed, err := strconv.ParseInt(args[0], 10, 64)
	if err != nil {
		return err
	}
	count, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	d := dice{rand.New(rand.NewSource(seed))}
	var vectors []V
	for range count {
		vectors = append(vectors, vector(d))
	}
	return write(vectors)
}

func answerAll[V any, A any](answer func(V) (A, error)) error {
	var vectors []V
	if err := json.NewDecoder(os.Stdin).Decode(&vectors); err != nil {
		return err
	}
	answers := make([]A, 0, len(vectors))
	for _, vector := range vectors {
		answered, err := answer(vector)
		if err != nil {
			return err
		}
		answers = append(answers, answered)
	}
	return write(answers)
}

// One vector a line, so that a change shows as what it is.
func write[T any](values []T) error {
	for i, value := range values {
		prefix := ",\n "
		if i == 0 {
			prefix = "[\n "
		}
		fmt.Print(prefix)
		line, err := json.Marshal(value)
		if err != nil {
			return err
		}
		fmt.Print(string(line))
	}
	_, err := fmt.Println("\n]")
	return err
}
