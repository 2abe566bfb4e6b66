package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/distribution/reference"
	v1 "k8s.io/api/core/v1"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/kubernetes/pkg/credentialprovider"
	"k8s.io/kubernetes/pkg/credentialprovider/secrets"
	"k8s.io/kubernetes/pkg/util/parsers"
)

// Bytes is text in JSON, or "base64:..." where it is no UTF-8.
type Bytes string

func (b Bytes) MarshalText() ([]byte, error) {
	if utf8.ValidString(string(b)) && !strings.HasPrefix(string(b), "base64:") {
		return []byte(b), nil
	}
	return []byte("base64:" + base64.StdEncoding.EncodeToString([]byte(b))), nil
}

func (b *Bytes) UnmarshalText(text []byte) error {
	encoded, isBase64 := strings.CutPrefix(string(text), "base64:")
	if !isBase64 {
		*b = Bytes(text)
		return nil
	}
	decoded, err := base64.StdEncoding.DecodeString(encoded)
	*b = Bytes(decoded)
	return err
}

type Secret struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Key  string `json:"key"`
	Data Bytes  `json:"data"`
}

type Credential struct {
	Secret         string `json:"secret"`
	Username       Bytes  `json:"username"`
	PasswordSHA256 string `json:"passwordSHA256"`
}

type Lookup struct {
	Image       string       `json:"image"`
	Name        string       `json:"name"`
	AnyOrder    bool         `json:"anyOrder,omitempty"` // Go's map order decides
	Credentials []Credential `json:"credentials"`
}

type KeyringVector struct {
	Case    string   `json:"case"`
	Secrets []Secret `json:"secrets"`
	Images  []string `json:"images,omitempty"`
	Error   string   `json:"error,omitempty"`
	Lookups []Lookup `json:"lookups,omitempty"`
}

// answerKeyring looks so often that Go's random order shows, and then sorts; answerKeyringOnce leaves
// the order of one look.
func answerKeyring(vector KeyringVector) (KeyringVector, error) { return lookUp(vector, 40) }

func answerKeyringOnce(vector KeyringVector) (KeyringVector, error) { return lookUp(vector, 1) }

func lookUp(vector KeyringVector, rounds int) (KeyringVector, error) {
	// Only with this feature the kubelet keeps the secret's name beside a credential.
	if err := utilfeature.DefaultMutableFeatureGate.Set("KubeletEnsureSecretPulledImages=true"); err != nil {
		return vector, err
	}
	for _, image := range vector.Images {
		name, _, _, err := parsers.ParseImageName(image)
		if err != nil {
			return vector, err
		}
		vector.Lookups = append(vector.Lookups, Lookup{Image: image, Name: name})
	}
	vector.Images = nil
	for round := range rounds {
		keyring, err := secrets.MakeDockerKeyring(podSecrets(vector.Secrets), &credentialprovider.BasicDockerKeyring{})
		if err != nil {
			vector.Lookups = nil
			vector.Error = err.Error()
			return vector, nil
		}
		for i := range vector.Lookups {
			vector.Lookups[i].add(round, lookup(keyring, vector.Lookups[i].Name))
		}
	}
	return vector, nil
}

func podSecrets(given []Secret) []v1.Secret {
	var result []v1.Secret
	for _, secret := range given {
		real := v1.Secret{Type: v1.SecretType(secret.Type), Data: map[string][]byte{secret.Key: []byte(secret.Data)}}
		real.Name = secret.Name
		result = append(result, real)
	}
	return result
}

func lookup(keyring credentialprovider.DockerKeyring, name string) []Credential {
	found, _ := keyring.Lookup(name)
	credentials := make([]Credential, 0, len(found))
	for _, auth := range found {
		sum := sha256.Sum256([]byte(auth.Password))
		credentials = append(credentials, Credential{auth.Source.Secret.Name, Bytes(auth.Username), hex.EncodeToString(sum[:])})
	}
	return credentials
}

func (l *Lookup) add(round int, credentials []Credential) {
	if round > 0 && !l.AnyOrder && !slices.Equal(l.Credentials, credentials) {
		l.AnyOrder = true
	}
	if l.AnyOrder {
		slices.SortFunc(credentials, func(a, b Credential) int {
			return strings.Compare(fmt.Sprint(a), fmt.Sprint(b))
		})
	}
	l.Credentials = credentials
}

type ImageVector struct {
	Image      Bytes  `json:"image"`
	Error      string `json:"error,omitempty"`
	Registry   string `json:"registry,omitempty"`
	Repository string `json:"repository,omitempty"`
	Name       string `json:"name,omitempty"`
	Tag        string `json:"tag,omitempty"`
	Digest     string `json:"digest,omitempty"`
	Pulled     string `json:"pulled,omitempty"` // what containerd makes of it
}

func answerImage(vector ImageVector) (ImageVector, error) {
	image := string(vector.Image)
	name, tag, digest, err := parsers.ParseImageName(image)
	if err != nil {
		vector.Error = err.Error()
		return vector, nil
	}
	named, err := reference.ParseNormalizedNamed(image)
	if err != nil {
		return vector, err
	}
	vector.Registry, vector.Repository = reference.Domain(named), reference.Path(named)
	vector.Name, vector.Tag, vector.Digest = name, tag, digest
	pulled, err := reference.ParseDockerRef(image)
	if err == nil { // it refuses names without a domain that it has accepted before
		vector.Pulled = pulled.String()
	}
	return vector, nil
}

// URLVector is about url.Parse, GlobVector about filepath.Match: the keyring's tools, beyond what
// lookups can show of them.
type URLVector struct {
	Text  Bytes `json:"text"` // without https://
	Host  Bytes `json:"host"`
	Path  Bytes `json:"path"`
	Error bool  `json:"error,omitempty"`
}

func answerURL(vector URLVector) (URLVector, error) {
	parsed, err := url.Parse("https://" + string(vector.Text))
	if err != nil {
		vector.Error = true
		return vector, nil
	}
	vector.Host, vector.Path = Bytes(parsed.Host), Bytes(parsed.Path)
	return vector, nil
}

type GlobVector struct {
	Pattern Bytes `json:"pattern"`
	Name    Bytes `json:"name"`
	Matched bool  `json:"matched"`
}

func answerGlob(vector GlobVector) (GlobVector, error) {
	vector.Matched, _ = filepath.Match(string(vector.Pattern), string(vector.Name))
	return vector, nil
}
