package main

import (
	"fmt"
	"math/rand"
	"strings"

	"k8s.io/kubernetes/pkg/util/parsers"
)

type dice struct{ *rand.Rand }

func (d dice) one(of ...string) string { return of[d.Intn(len(of))] }

func (d dice) chance(percent int) bool { return d.Intn(100) < percent }

// maybe is the text in so many cases of a hundred, else "".
func (d dice) maybe(percent int, text func() string) string {
	if d.chance(percent) {
		return text()
	}
	return ""
}

func (d dice) joined(separator string, most int, piece func() string) string {
	pieces := []string{piece()}
	for len(pieces) < most && d.chance(50) {
		pieces = append(pieces, piece())
	}
	return strings.Join(pieces, separator)
}

// damaged changes, drops or adds a few bytes.
func (d dice) damaged(text, with string) string {
	bytes := []byte(text)
	for range 1 + d.Intn(2) {
		at := d.Intn(len(bytes) + 1)
		switch c := with[d.Intn(len(with))]; {
		case at == len(bytes) || d.chance(30):
			bytes = append(bytes[:at], append([]byte{c}, bytes[at:]...)...)
		case d.chance(40):
			bytes = append(bytes[:at], bytes[at+1:]...)
		default:
			bytes[at] = c
		}
	}
	return string(bytes)
}

func (d dice) digits(alphabet string, count int) string {
	var text strings.Builder
	for range count {
		text.WriteByte(alphabet[d.Intn(len(alphabet))])
	}
	return text.String()
}

func (d dice) component() string {
	return d.joined(d.one(".", "_", "__", "-", "--"), 3, func() string {
		return d.one("a", "app", "web", "0", "v1", "library", "team-a", "x9", "nginx", "sha256")
	})
}

func (d dice) host() string {
	return d.one("localhost", "docker.io", "index.docker.io", "example.com", "reg.example.com", "a.b", "10.0.0.5", "[::1]", "[2001:db8::5]", "Host", "under_score.io", "quay.io", "x-y.z-0.io")
}

func (d dice) image() string {
	path := d.joined("/", 3, d.component)
	host := d.maybe(70, func() string { return d.host() + d.maybe(20, d.port) + "/" })
	tag := d.maybe(40, func() string { return ":" + d.one("1", "latest", "v1.2.3", "_x", "A-b.c_d") })
	digest := d.maybe(25, func() string {
		algorithm := d.one("sha256", "sha256", "sha256", "sha384", "sha512", "sha1")
		return "@" + algorithm + ":" + d.digits("0123456789abcdef", map[string]int{"sha256": 64, "sha384": 96, "sha512": 128, "sha1": 40}[algorithm])
	})
	return host + path + tag + digest
}

func (d dice) port() string { return ":" + d.one("5000", "443", "80", "0") }

func (d dice) imageVector() ImageVector {
	image := d.image()
	if d.chance(50) {
		image = d.damaged(image, "/:@._-[]aZ0%~ \x00\xc3?#*\n")
	}
	return ImageVector{Image: Bytes(image)}
}

func (d dice) key() string {
	host := d.one(d.host(), d.host(), "*.example.com", "*.io", "10.0.0.*", "*", "*.*", "d*.io", "*ost", "[:1]")
	scheme := d.one("", "", "", "https://", "http://", "HTTPS://", "//")
	user := d.maybe(5, func() string { return d.one("u@", "u:p@", "u%20@", "u%@") })
	path := d.maybe(40, func() string {
		return d.one("/", "/v1/", "/v2/", "/v1", "//") + d.maybe(50, func() string { return d.joined("/", 2, d.component) + d.one("", "/") })
	})
	key := scheme + user + host + d.maybe(10, d.port) + path + d.maybe(5, func() string { return d.one("?q", "#f", "%2f", "%zz", "?") })
	if d.chance(10) {
		return d.damaged(key, "/:@.%[]*?#\\ ~^-0aZ\x01")
	}
	return key
}

func (d dice) auth() string {
	auth := base(d.one("u:p", "user:pass:word", ":p", "u:", "a\xff:\x00b", "u:p\n"))
	if d.chance(20) {
		return strings.TrimRight(auth, "=")
	}
	return auth
}

func (d dice) badAuth() string {
	return d.one(base("nocolon"), d.damaged(d.auth(), "=\n\r -_Ax"))
}

// entry is one that the kubelet takes, or, if wild, one that it may refuse.
func (d dice) entry(wild bool) string {
	member := func(name, value string) string {
		switch d.Intn(12) {
		case 0:
			name = strings.ToUpper(name)
		case 1:
			name = strings.ReplaceAll(name, "s", "\u017f")
		}
		return fmt.Sprintf("%q:%s", name, value)
	}
	text := func(values ...string) string {
		if wild && d.chance(8) {
			return d.one("1", "true", "[]", "{}")
		}
		if d.chance(6) {
			return "null"
		}
		return fmt.Sprintf("%q", d.one(values...))
	}
	if wild && d.chance(8) {
		return d.one("[]", `"x"`, "3")
	}
	if d.chance(6) {
		return d.one("null", "{}")
	}
	members := []string{member("username", text("alice", "bob", "")), member("password", text("p1", "p2", "p:3 ,"))}
	if d.chance(30) {
		members = append(members, member("auth", text(d.auth())))
	}
	if wild && d.chance(20) {
		members = append(members, member("auth", text(d.badAuth())))
	}
	if d.chance(15) {
		members = append(members, member(d.one("email", "username", "password", "other"), text("x@example.com")))
	}
	d.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	return "{" + strings.Join(members, ",") + "}"
}

func (d dice) secret(name string, wild bool) Secret {
	var entries []string
	for range 1 + d.Intn(4) {
		entries = append(entries, fmt.Sprintf("%s:%s", quotedJSON(d.key()), d.entry(wild)))
	}
	flat := "{" + strings.Join(entries, ",") + "}"
	nested := `{"auths":` + flat + d.maybe(10, func() string { return `,"HttpHeaders":{"a":"b"}` }) + "}"
	damage := func(text string) string {
		if wild && d.chance(20) {
			return d.damaged(text, "{}[]\",:\\u0e-. \n\x00\xff\xc3nt")
		}
		return text
	}
	switch d.Intn(12) {
	case 0:
		return Secret{name, "Opaque", jsonKey, Bytes(nested)}
	case 1, 2, 3:
		return cfg(name, damage(flat))
	}
	return file(name, damage(nested))
}

// quotedJSON escapes what %q would write in a way that JSON does not know.
func quotedJSON(text string) string {
	var out strings.Builder
	for _, r := range text {
		if r < ' ' || r == '"' || r == '\\' {
			fmt.Fprintf(&out, "\\u%04x", r)
		} else {
			out.WriteRune(r)
		}
	}
	return `"` + out.String() + `"`
}

func (d dice) validImages() []string {
	var images []string
	for len(images) < 6 {
		image := d.image()
		if _, _, _, err := parsers.ParseImageName(image); err == nil {
			images = append(images, image)
		}
	}
	return images
}

func (d dice) keyringVector() KeyringVector {
	vector := KeyringVector{Case: "random", Images: d.validImages()}
	wild := d.chance(30)
	for i := range 1 + d.Intn(3) {
		vector.Secrets = append(vector.Secrets, d.secret(fmt.Sprint("s", i), wild))
	}
	return vector
}

func (d dice) urlVector() URLVector {
	if d.chance(30) {
		host := "[" + d.digits("0123:::abf.%", 1+d.Intn(16)) + "]"
		return URLVector{Text: Bytes(host + d.maybe(30, d.port) + d.maybe(30, func() string { return "/" + d.component() }))}
	}
	text := d.key()
	if d.chance(70) {
		text = d.damaged(text, "/:@.%[]*?#\\ ~^-+0aZ25\x01\x7f\xc3\xff\"'<>{}|`!$&()=;,_")
	}
	return URLVector{Text: Bytes(text)}
}

func (d dice) globVector() GlobVector {
	pattern := d.digits("aab**??[[]]^--\\/\xc3\xa9", 1+d.Intn(5))
	name := d.digits("aaab-/]\xc3\xa9", d.Intn(4))
	return GlobVector{Pattern: Bytes(pattern), Name: Bytes(name)}
}
