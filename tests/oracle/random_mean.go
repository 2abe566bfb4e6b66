package main

import (
	"fmt"
	"strings"

	"k8s.io/kubernetes/pkg/util/parsers"
)

// The mean cases: a small world of names, so that keys overlap, hide and tie with each other, and
// secrets that are off the road in every way that the kubelet's code tells apart.

// meanHost is one of few, or one that looks like it.
func (d dice) meanHost() string {
	return d.one("r.io", "r.io", "a.r.io", "b.r.io", "a.b.r.io", "R.io", "r.io.evil.org", "10.0.0.1", "localhost", "Host", "docker.io", "index.docker.io", "registry-1.docker.io", "[::1]", "[2001:db8::1]", "x_y.io")
}

func (d dice) meanPort() string {
	return d.maybe(25, func() string { return d.one(":5000", ":443", ":80", ":05000") })
}

func (d dice) meanPath() string {
	return d.joined("/", 4, func() string {
		return d.one("team", "team", "tea", "teamwork", "app", "a", "library", "v1", "v2", "nginx", "acme", "te.am", "te__am")
	})
}

func (d dice) meanImage() string {
	host := d.maybe(85, func() string { return d.meanHost() + d.meanPort() + "/" })
	return host + d.meanPath() + d.one("", "", ":1", ":latest", "@sha256:"+hex64, ":1@sha256:"+hex64)
}

func (d dice) meanImages() []string {
	var images []string
	for len(images) < 4 {
		image := d.meanImage()
		if _, _, _, err := parsers.ParseImageName(image); err == nil {
			images = append(images, image)
		}
	}
	return images
}

// meanGlob makes some labels of a host patterns.
func (d dice) meanGlob(host string) string {
	labels := strings.Split(host, ".")
	for i, label := range labels {
		if !d.chance(50) {
			continue
		}
		first := label[:min(1, len(label))]
		labels[i] = d.one("*", "*", first+"*", "*"+label, label+"*", "["+first+"]"+label[len(first):], "[a-z]", "[^x]*", "[!x]", "\\"+label, "["+label, "*[*", "?", "[a-]", "**")
	}
	return strings.Join(labels, ".")
}

// spelled is a key for the same place in one of its many spellings.
func (d dice) spelled(place string) string {
	scheme := d.one("", "", "https://", "http://", "https://", "HTTPS://", "ftp://", "//", "https:/")
	if d.chance(85) {
		scheme = d.one("", "https://", "http://")
	}
	user := d.maybe(6, func() string { return d.one("u@", "u:p@", "@", "u%40@", "u%zz@", "a@b@") })
	host, path, _ := strings.Cut(place, "/")
	version := d.maybe(30, func() string { return d.one("/v1", "/v2", "/v1", "/v2", "/v3", "/V1", "/v1/v2", "//v1") })
	if path != "" || version != "" && d.chance(70) {
		path = "/" + path
	}
	tail := d.maybe(25, func() string {
		return d.one("/", "/", "/", "//", "?", "?x=/y", "#f", "#%zz", ":1", "%2F", "%20", "%", " ", "/*", "/.")
	})
	return scheme + user + host + version + path + tail
}

func (d dice) meanPlace(images []string) string {
	if d.chance(75) { // cut off an image somewhere
		name, _, _, _ := parsers.ParseImageName(images[d.Intn(len(images))])
		parts := strings.Split(name, "/")
		place := strings.Join(parts[:1+d.Intn(len(parts))], "/")
		if d.chance(20) && strings.Contains(place, "/") {
			place = place[:strings.Index(place, "/")+1+d.Intn(len(place)-strings.Index(place, "/"))]
		}
		return place
	}
	return d.meanHost() + d.meanPort() + d.maybe(50, func() string { return "/" + d.meanPath() })
}

func (d dice) meanKey(images []string) string {
	if d.chance(8) {
		return d.one("https://index.docker.io/v1/", "index.docker.io", "docker.io", "https://docker.io", "https://index.docker.io/v1", "index.docker.io/v2/", "*", "*.*", "*.io", "*.*.io", "d*.io", "i*.docker.io", "", "/", "https://", "[", "[::1", "%")
	}
	place := d.meanPlace(images)
	if d.chance(25) {
		host, path, cut := strings.Cut(place, "/")
		place = d.meanGlob(host)
		if cut {
			place += "/" + path
		}
	}
	key := d.spelled(place)
	if d.chance(4) {
		return d.damaged(key, "/:@.%[]*?#\\ ~^-0aZ\x01\x7f\xc3")
	}
	return key
}

func (d dice) meanWord() string {
	return d.one("alice", "bob", "00000000-0000-0000-0000-000000000000", "_json_key", "AWS", "", " ", "u:", "p\n", "p,q r", "\u00e9", "\x00", "\ufffd", "<token>", "oauth2accesstoken", strings.Repeat("x", 300))
}

func (d dice) meanName(name string) string {
	switch d.Intn(14) {
	case 0:
		return strings.ToUpper(name)
	case 1:
		return strings.ReplaceAll(name, "s", "\u017f")
	case 2:
		return strings.ToUpper(name[:1]) + name[1:]
	case 3:
		return name + d.one(" ", "s", "_", "\u200b")
	}
	return name
}

func (d dice) meanAuth() string {
	user, password := d.meanWord(), d.meanWord()
	auth := base(user + d.one(":", ":", ":", "::") + password + d.maybe(10, func() string { return d.one("\xff", "\x00", "\n", ":") }))
	switch d.Intn(12) {
	case 0:
		auth = strings.TrimRight(auth, "=")
	case 1:
		at := d.Intn(len(auth) + 1)
		auth = auth[:at] + d.one("\n", "\r\n") + auth[at:]
	}
	return auth
}

func (d dice) wildAuth() string {
	auth := d.meanAuth()
	return d.one(auth+" ", " "+auth, auth+"\u00a0", auth+"=", strings.TrimRight(auth, "=")+"=", strings.NewReplacer("+", "-", "/", "_").Replace(auth), base("nocolon"), "=", ":", " ", d.damaged(auth, "=\n\r -_Ax/+"))
}

// meanText is a JSON string, with escapes in some of the ways that JSON has.
func (d dice) meanText(text string) string {
	if d.chance(80) {
		return quotedJSON(text)
	}
	var out strings.Builder
	for _, r := range text {
		switch {
		case r > 0xffff || !d.chance(40):
			if r < ' ' || r == '"' || r == '\\' {
				fmt.Fprintf(&out, "\\u%04X", r)
			} else {
				out.WriteRune(r)
			}
		case r == '/':
			out.WriteString("\\/")
		default:
			fmt.Fprintf(&out, "\\u%04x", r)
		}
	}
	return `"` + out.String() + d.maybe(10, func() string { return d.one(`\ud800`, `\udc00`, `\ud83d\ude00`, `\ud83d\ud83d\ude00`, `\uD83Dx`) }) + `"`
}

func (d dice) meanEntry(wild bool) string {
	if wild && d.chance(6) {
		return d.one("[]", `"x"`, "3", "true", "[{}]")
	}
	if d.chance(8) {
		return d.one("null", "{}", "{ }", `{"":1}`)
	}
	value := func(text string) string {
		if wild && d.chance(6) {
			return d.one("1", "-0.5e7", "true", "[]", "{}", `["x"]`, `{"a":{}}`)
		}
		if d.chance(6) {
			return "null"
		}
		return d.meanText(text)
	}
	var members []string
	add := func(percent int, name, value string) {
		if d.chance(percent) {
			members = append(members, d.meanText(d.meanName(name))+d.one(":", ":", " : ", "\n:\t")+value)
		}
	}
	for range 1 + d.Intn(2) {
		add(85, "username", value(d.meanWord()))
		add(85, "password", value(d.meanWord()))
		add(35, "auth", value(d.one("", d.meanAuth(), d.meanAuth(), d.meanAuth())))
		add(20, "email", value("x@example.com"))
	}
	if wild {
		add(15, "auth", value(d.wildAuth()))
		add(5, "email", d.one("false", "1e5", "[]"))
	}
	add(10, d.one("identitytoken", "registrytoken", "serveraddress", "auths", "Username2"), d.one("1", "null", `"x"`, "[1,{}]", `{"auth":"x"}`))
	d.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	return "{" + strings.Join(members, d.one(",", ",", " ,\r\n")) + "}"
}

// meanEntries is a JSON object of entries; some keys are there twice, in one spelling or several.
func (d dice) meanEntries(images []string, wild bool) string {
	var entries []string
	var place string
	for range d.Intn(6) {
		key := d.meanKey(images)
		if place != "" && d.chance(30) {
			key = d.spelled(place)
		}
		if d.chance(40) {
			place = d.meanPlace(images)
			key = d.spelled(place)
		}
		entries = append(entries, d.meanText(key)+":"+d.meanEntry(wild))
		if d.chance(6) {
			entries = append(entries, d.meanText(key)+":"+d.meanEntry(wild))
		}
	}
	return "{" + strings.Join(entries, ",") + "}"
}

func (d dice) meanFile(images []string, wild bool) string {
	members := []string{d.meanText(d.one("auths", "auths", "auths", d.meanName("auths"))) + ":" + d.meanEntries(images, wild)}
	if d.chance(8) {
		members = append(members, `"auths":`+d.meanEntries(images, wild))
	}
	if d.chance(4) {
		members = append(members, d.one(`"auths":null`, `"AUTHS":{}`))
	}
	if wild && d.chance(8) {
		members = append(members, d.one(`"auths":[]`, `"auths":"x"`, `"auths":1`, `"HttpHeaders":[]`, `"httpheaders":{"a":1}`, `"HttpHeaders":"x"`))
	}
	if d.chance(10) {
		members = append(members, d.one(`"HttpHeaders":{"a":"b"}`, `"HttpHeaders":null`, `"credsStore":"x"`, `"credHelpers":{"r.io":"x"}`, `"x":[[],{"a":[1e999,-0]}]`, `"HttpHeaders":{"a":null}`))
	}
	d.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	return d.one("", "", " \n") + "{" + strings.Join(members, ",") + "}" + d.one("", "", "\n", "\t \r\n")
}

func (d dice) meanSecret(name string, images []string, wild bool) Secret {
	if d.chance(3) {
		return Secret{name, d.one(jsonType, cfgType), d.one(jsonKey, cfgKey), Bytes(d.one("", "null", "{}", " ", `{"auths":{}}`))}
	}
	flat := d.chance(30)
	text := ""
	if flat {
		text = d.meanEntries(images, wild)
	} else {
		text = d.meanFile(images, wild)
	}
	if wild && d.chance(15) {
		text = d.damaged(text, "{}[]\",:\\u0e-. \n\x00\xff\xc3nt")
	}
	if wild && d.chance(3) {
		text += d.one("x", "{}", "\x00", "//", ",", "\ufeff")
	}
	secret := file(name, text)
	if flat {
		secret = cfg(name, text)
	}
	if d.chance(6) {
		secret.Type = d.one("Opaque", "", cfgType, jsonType, "kubernetes.io/basic-auth", strings.ToUpper(jsonType))
	}
	if d.chance(3) {
		secret.Key = d.one(jsonKey, cfgKey, "config.json")
	}
	return secret
}

func (d dice) meanKeyringVector() KeyringVector {
	vector := KeyringVector{Case: "mean", Images: d.meanImages()}
	wild := d.chance(25)
	for i := range d.Intn(4) {
		secret := d.meanSecret(fmt.Sprint("s", i), vector.Images, wild)
		if i > 0 && d.chance(10) {
			secret = vector.Secrets[d.Intn(i)] // listed twice
		}
		vector.Secrets = append(vector.Secrets, secret)
	}
	return vector
}

var handWritten = imageRules()

// meanImageVector is a name that is nearly one.
func (d dice) meanImageVector() ImageVector {
	image := d.one(d.meanImage(), d.image())
	switch d.Intn(5) {
	case 0:
	case 1:
		image = string(handWritten[d.Intn(len(handWritten))].Image)
		fallthrough
	default:
		image = d.damaged(image, "/:@._-[]aZ0%~ \x00\xc3?#*\n\t+,=\xff")
	}
	return ImageVector{Image: Bytes(image)}
}
