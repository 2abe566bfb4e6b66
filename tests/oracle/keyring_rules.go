package main

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
)

const (
	jsonType = "kubernetes.io/dockerconfigjson"
	cfgType  = "kubernetes.io/dockercfg"
	jsonKey  = ".dockerconfigjson"
	cfgKey   = ".dockercfg"
)

// file is a secret with this .dockerconfigjson.
func file(name, data string) Secret { return Secret{name, jsonType, jsonKey, Bytes(data)} }

// cfg is a secret with this .dockercfg.
func cfg(name, data string) Secret { return Secret{name, cfgType, cfgKey, Bytes(data)} }

// login is one entry: its user is named after the key, so that answers can be read.
func login(key string) string {
	return quotedJSON(key) + `:{"username":` + quotedJSON("user of "+key) + `,"password":"pw"}`
}

// keys is a secret with one entry for each key.
func keys(name string, all ...string) Secret {
	var logins []string
	for _, key := range all {
		logins = append(logins, login(key))
	}
	return file(name, `{"auths":{`+strings.Join(logins, ",")+`}}`)
}

// entry is a secret whose only entry, for reg.example.com, is this JSON.
func entry(json string) Secret { return file("s", `{"auths":{"reg.example.com":`+json+`}}`) }

func base(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

type list []KeyringVector

// one adds a case about one image of reg.example.com.
func (l *list) one(name string, secrets ...Secret) {
	l.add(name, []string{"reg.example.com/app"}, secrets...)
}

func (l *list) add(name string, images []string, secrets ...Secret) {
	*l = append(*l, KeyringVector{Case: name, Images: images, Secrets: secrets})
}

func keyringRules() []KeyringVector {
	var all list
	whichSecretsCount(&all)
	jsonForms(&all)
	jsonTypes(&all)
	authForms(&all)
	keyForms(&all)
	hostMatching(&all)
	pathMatching(&all)
	order(&all)
	dockerHub(&all)
	return all
}

func urlRules() []URLVector {
	var all []URLVector
	for _, key := range append(slices.Clone(nameKeys), ipv6Keys...) {
		all = append(all, URLVector{Text: Bytes(key)})
	}
	return all
}

func whichSecretsCount(l *list) {
	good := `{"auths":{` + login("reg.example.com") + `}}`
	flat := `{` + login("reg.example.com") + `}`
	l.one("no secret")
	l.one("dockerconfigjson", file("s", good))
	l.one("dockercfg", cfg("s", flat))
	l.one("dockercfg text in a dockerconfigjson", file("s", flat))
	l.one("dockerconfigjson text in a dockercfg", cfg("s", good))
	l.one("opaque", Secret{"s", "Opaque", jsonKey, Bytes(good)})
	l.one("no type", Secret{"s", "", jsonKey, Bytes(good)})
	l.one("basic auth", Secret{"s", "kubernetes.io/basic-auth", jsonKey, Bytes(good)})
	l.one("dockercfg type with the other key", Secret{"s", cfgType, jsonKey, Bytes(good)})
	l.one("dockerconfigjson type with the other key", Secret{"s", jsonType, cfgKey, Bytes(flat)})
	l.one("type in upper case", Secret{"s", strings.ToUpper(jsonType), jsonKey, Bytes(good)})
	l.one("empty data", file("s", ""))
	l.one("empty dockercfg", cfg("s", ""))
	l.one("white space only", file("s", " \n"))
	l.one("a bad one beside a good one", file("good", good), file("bad", "{"))
	l.one("a bad one before a good one", file("bad", "{"), file("good", good))
	l.one("an uncounted bad one beside a good one", file("good", good), Secret{"bad", "Opaque", jsonKey, "{"})
	l.one("a bad entry of another registry", file("s", `{"auths":{"other.example.com":{"auth":"!"},`+login("reg.example.com")+`}}`))
	l.one("the same secret twice", file("s", good), file("s", good))
	l.one("two secrets with equal entries", file("a", good), file("b", good))
	l.one("both kinds", cfg("old", flat), file("new", good))
}

func jsonForms(l *list) {
	good := `{"auths":{` + login("reg.example.com") + `}}`
	for name, text := range orderedTexts(
		"trailing white space", good+" \t\r\n",
		"leading white space", " \t\r\n"+good,
		"trailing brace", good+"}",
		"trailing letter", good+"x",
		"trailing NUL", good+"\x00",
		"trailing value", good+"{}",
		"trailing comma", `{"auths":{},}`,
		"trailing comma in an array", `{"x":[1,]}`,
		"byte order mark", "\xef\xbb\xbf"+good,
		"form feed as white space", "\f"+good,
		"comment", "/* c */"+good,
		"line comment", good+"// c",
		"YAML", "auths:\n  reg.example.com: {}\n",
		"single quotes", `{'auths':{}}`,
		"unquoted name", `{auths:{}}`,
		"cut", good[:len(good)-1],
		"cut in a string", `{"auths":{"reg`,
		"cut in an escape", `{"auths":{"reg\`,
		"cut in a unicode escape", `{"auths":{"reg\u00`,
		"cut in a word", `{"auths":nul`,
		"cut in a number", `{"x":-`,
		"cut in a fraction", `{"x":1.`,
		"cut in an exponent", `{"x":1e+`,
		"wrong word", `{"auths":nule}`,
		"word in upper case", `{"auths":NULL}`,
		"NaN", `{"x":NaN}`,
		"number with a leading zero", `{"x":01}`,
		"number with a plus", `{"x":+1}`,
		"number with a bare point", `{"x":.5}`,
		"number too large for a double", `{"x":1e999,"y":-1E-999,"auths":{`+login("reg.example.com")+`}}`,
		"all number forms", `{"x":[0,-0,1.5,10E5,1e-7,-12.25e+3],"auths":{`+login("reg.example.com")+`}}`,
		"newline in a string", "{\"x\":\"a\nb\"}",
		"tab in a string", "{\"x\":\"a\tb\"}",
		"DEL in a string", "{\"x\":\"a\x7fb\",\"auths\":{"+login("reg.example.com")+"}}",
		"bad escape", `{"x":"\x41"}`,
		"escaped quote", `{"x":"\'"}`,
		"bad unicode escape", `{"x":"\u12g4"}`,
		"missing colon", `{"auths" {}}`,
		"missing comma", `{"x":1 "auths":{}}`,
		"name is no string", `{1:2}`,
		"wrong bracket", `{"x":[1}`,
		"wrong bracket at the end", `{"x":1]`,
		"bare comma", `,`,
		"empty object", `{}`,
		"top-level null", `null`,
		"top-level array", `[]`,
		"top-level string", `"auths"`,
		"top-level number", `5`,
		"top-level true", `true`,
		"unknown members", `{"credHelpers":{"reg.example.com":"x"},"credsStore":"desktop","detachKeys":1,"auths":{`+login("reg.example.com")+`}}`,
		"deep but allowed", `{"x":`+strings.Repeat("[", 9999)+strings.Repeat("]", 9999)+`,"auths":{`+login("reg.example.com")+`}}`,
		"too deep", `{"x":`+strings.Repeat("[", 10000)+strings.Repeat("]", 10000)+`}`,
		"brackets in strings", `{"x":["]}\"",{"}":"{["}],"auths":{`+login("reg.example.com")+`}}`,
		"invalid UTF-8 outside a string", "{\"x\":\xff}",
		"no-break space between tokens", "{\u00a0}",
	) {
		l.one(name, file("s", text))
	}
	l.one("dockercfg null", cfg("s", "null"))
	l.one("dockercfg array", cfg("s", "[]"))
	l.one("dockercfg string", cfg("s", `"x"`))
	l.one("dockercfg with an entry named auths", cfg("s", `{"auths":{},`+login("reg.example.com")+`}`))
}

func jsonTypes(l *list) {
	for name, text := range orderedTexts(
		"auths in upper case", `{"AUTHS":{`+login("reg.example.com")+`}}`,
		"auths with a long s", "{\"auth\u017f\":{"+login("reg.example.com")+"}}",
		"auths with a long s, escaped", `{"auth\u017f":{`+login("reg.example.com")+`}}`,
		"auths with a full-width letter", "{\"\uff41uths\":{"+login("reg.example.com")+"}}",
		"auths null", `{"auths":null}`,
		"auths array", `{"auths":[]}`,
		"auths string", `{"auths":"x"}`,
		"auths number", `{"auths":1}`,
		"auths false", `{"auths":false}`,
		"auths twice are merged", `{"auths":{`+login("reg.example.com/a")+`},"Auths":{`+login("reg.example.com")+`}}`,
		"auths twice with one key", `{"auths":{"reg.example.com":{"username":"a","password":"b"}},"auths":{"reg.example.com":{"username":"c"}}}`,
		"auths null after an object", `{"auths":{`+login("reg.example.com")+`},"auths":null}`,
		"auths null before an object", `{"auths":null,"auths":{`+login("reg.example.com")+`}}`,
		"auths array after an object", `{"auths":{`+login("reg.example.com")+`},"auths":[]}`,
		"mismatch and then a bad entry", `{"auths":[],"auths":{"x":{"auth":"!"}}}`,
		"bad entry and then a mismatch", `{"auths":{"x":{"auth":"!"}},"auths":[]}`,
		"two mismatches", `{"HttpHeaders":1,"auths":true}`,
		"headers", `{"HttpHeaders":{"User-Agent":"x"},"auths":{`+login("reg.example.com")+`}}`,
		"headers null", `{"HttpHeaders":null,"auths":{`+login("reg.example.com")+`}}`,
		"headers with null", `{"HttpHeaders":{"X":null},"auths":{`+login("reg.example.com")+`}}`,
		"headers array", `{"HttpHeaders":[]}`,
		"headers in lower case with a number", `{"httpheaders":{"X":1}}`,
		"headers with a list", `{"HttpHeaders":{"X":["a"]}}`,
		"duplicate key", `{"auths":{"reg.example.com":{"username":"a","password":"b"},"reg.example.com":{"password":"c"}}}`,
		"duplicate key, null last", `{"auths":{"reg.example.com":{"username":"a"},"reg.example.com":null}}`,
		"key with an escape", `{"auths":{"reg\u002eexample.com":{"username":"a"}}}`,
		"key with a slash escaped", `{"auths":{"https:\/\/reg.example.com\/v1\/":{"username":"a"}}}`,
		"key with invalid UTF-8", "{\"auths\":{\"\xffreg\":{\"username\":\"a\"},"+login("reg.example.com")+"}}",
	) {
		l.one(name, file("s", text))
	}
	for name, text := range orderedTexts(
		"entry null", `null`,
		"entry empty", `{}`,
		"entry array", `[]`,
		"entry string", `"user:password"`,
		"entry number", `7`,
		"entry true", `true`,
		"username only", `{"username":"u"}`,
		"password only", `{"password":"p"}`,
		"names in upper case", `{"USERNAME":"u","PassWord":"p"}`,
		"names with a long s", "{\"u\u017fername\":\"u\",\"pa\u017f\u017fword\":\"p\"}",
		"name with a Kelvin sign", "{\"\u212a\":1,\"username\":\"u\"}",
		"last username wins", `{"username":"a","Username":"b","password":"p"}`,
		"null keeps the earlier username", `{"username":"a","username":null,"password":"p","password":null}`,
		"username null", `{"username":null,"password":"p"}`,
		"username number", `{"username":1}`,
		"username object", `{"username":{"a":[1]}}`,
		"password false", `{"password":false}`,
		"email false", `{"username":"u","email":false}`,
		"email number", `{"username":"u","email":1e5}`,
		"email null", `{"username":"u","email":null}`,
		"auth number", `{"auth":1}`,
		"auth array", `{"auth":[]}`,
		"two mismatches in an entry", `{"password":{},"username":1}`,
		"mismatch beats bad auth", `{"auth":"!","email":1}`,
		"unknown members of an entry", `{"identitytoken":"t","registrytoken":5,"serveraddress":{},"username":"u","password":"p"}`,
		"spaces are kept", `{"username":" u ","password":" p\n"}`,
		"escapes", `{"username":"\"\\\/\b\f\n\r\t\u00e9\u20ac","password":"\ud83d\ude00"}`,
		"surrogate pair in upper case", `{"username":"\uD83D\uDE00"}`,
		"lone high surrogate", `{"username":"a\ud800b"}`,
		"lone low surrogate", `{"username":"a\udc00b"}`,
		"high surrogate and no escape", `{"username":"\ud800n"}`,
		"high surrogate and another escape", `{"username":"\ud800\n"}`,
		"high surrogate and a letter", `{"username":"\ud800\u0041"}`,
		"two high surrogates and a low one", `{"username":"\ud800\ud83d\ude00"}`,
		"surrogate at the end", `{"username":"\ud83d"}`,
		"NUL", `{"username":"a\u0000b","password":"\u0000"}`,
		"invalid UTF-8", "{\"username\":\"a\xffb\xc3\",\"password\":\"\xed\xa0\x80\"}",
		"overlong and too large UTF-8", "{\"username\":\"\xc0\xaf\xf5\x80\x80\x80\xf4\x90\x80\x80\",\"password\":\"\xe2\x82\"}",
		"UTF-8", "{\"username\":\"j\u00f6rg\u20ac\U0001f600\",\"password\":\"\ufffd\"}",
	) {
		l.one(name, entry(text))
		if strings.HasPrefix(name, "entry ") || strings.Contains(name, "mismatch") || strings.HasPrefix(name, "email") {
			l.one(name+" in a dockercfg", cfg("s", `{"reg.example.com":`+text+`}`))
		}
	}
}

func authForms(l *list) {
	auth := func(text string) string { return fmt.Sprintf(`{"auth":%q}`, text) }
	for name, text := range orderedTexts(
		"auth", auth(base("u:p")),
		"auth without padding", auth("dXNlcjpw"),
		"auth with one padding", auth(base("us:p1")),
		"auth unpadded", auth(strings.TrimRight(base("us:p1"), "=")),
		"auth unpadded by two", auth(strings.TrimRight(base("us:p"), "=")),
		"auth beats the other fields", `{"username":"x","password":"y","auth":"`+base("u:p")+`"}`,
		"auth empty", `{"username":"x","password":"y","auth":""}`,
		"auth null", `{"username":"x","password":"y","auth":null}`,
		"auth twice, the last empty", `{"username":"x","auth":"`+base("u:p")+`","auth":""}`,
		"auth twice, the last null", `{"username":"x","auth":"`+base("u:p")+`","auth":null}`,
		"auth in upper case", `{"AUTH":"`+base("u:p")+`"}`,
		"auth of a space", auth(" "),
		"auth without colon", auth(base("user")),
		"auth of a colon", auth(base(":")),
		"auth without user", auth(base(":p")),
		"auth without password", auth(base("u:")),
		"auth with colons in the password", auth(base("u:a:b:")),
		"auth with a trailing newline in the password", auth(base("u:p\n")),
		"auth with NUL", auth(base("u\x00:p\x00")),
		"auth with bytes that are no UTF-8", auth(base("u\xff:\xfe\x80")),
		"auth with a newline", auth(base("user:pa")[:4]+"\n"+base("user:pa")[4:]),
		"auth with a carriage return", auth("\r\n"+base("user:p")+"\r\n"),
		"auth with a newline between the paddings", auth("dTpwYQ=\n="),
		"auth with a space inside", auth("dXNl cjpw"),
		"auth with a space in front", auth(" dXNlcjpw"),
		"auth with a space behind", auth("dXNlcjpw "),
		"auth with a space behind the padding", auth("dTpwYQ== "),
		"auth with a no-break space behind the padding", auth("dTpwYQ==\u00a0"),
		"auth with an ideographic space behind the padding", auth("dTpwYQ==\u3000"),
		"auth with a next line behind the padding", "{\"auth\":\"dTpwYQ==\u0085\"}",
		"auth with a tab behind the padding", `{"auth":"dTpwYQ==\t"}`,
		"auth with a tab", `{"auth":"dXNl\tcjpw"}`,
		"auth with padding short by one", auth("dTpwYQ="),
		"auth with padding short by one and newline", auth("dTpwYQ=\n"),
		"auth with too much padding", auth("dTpwYQ==="),
		"auth with padding inside", auth("dTpwYQ==dTpw"),
		"auth with padding first", auth("=dTpw"),
		"auth with padding second", auth("d=Tpw"),
		"auth of padding", auth("="),
		"auth of one digit", auth("d"),
		"auth of five digits", auth("dTpwY"),
		"auth with a wrong padding", auth("dTpwYQ=x"),
		"auth in the URL alphabet", auth("dTo_-w=="),
		"auth in the standard alphabet", auth("dTo/+w=="),
		"auth with trailing bits", auth("dTpwYR=="),
		"auth unpadded with trailing bits", auth("dTpwYR"),
		"auth percent-encoded", auth("dTpwYQ%3D%3D"),
		"auth with a unicode letter", auth("dTpw\u00e9"),
		"auth of plain text", auth("user:password"),
		"auth bad in the second group", auth("dTpw!QQ="),
		"auth with newlines before the fault", auth("dT\n\npw\n*"),
		"auth one digit after newlines", auth("dTpw\n\nd"),
	) {
		l.one(name, entry(text))
	}
}

func orderedTexts(pairs ...string) func(func(string, string) bool) {
	return func(yield func(string, string) bool) {
		for i := 0; i+1 < len(pairs); i += 2 {
			if !yield(pairs[i], pairs[i+1]) {
				return
			}
		}
	}
}
