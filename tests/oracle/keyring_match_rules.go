package main

var nameKeys = []string{
	"reg.example.com", "reg.example.com/", "reg.example.com//", "https://reg.example.com", "http://reg.example.com",
	"https://reg.example.com/", "HTTPS://reg.example.com", "Http://reg.example.com", "ftp://reg.example.com",
	"//reg.example.com", "https:/reg.example.com", "https:reg.example.com", "http://https://reg.example.com",
	"reg.example.com/v1", "reg.example.com/v1/", "reg.example.com/v2", "reg.example.com/v2/", "reg.example.com/v3/",
	"reg.example.com/V1/", "reg.example.com/v1/team", "reg.example.com/v2/team/", "reg.example.com/v1/v1/team",
	"reg.example.com/v1/v2/", "reg.example.com/v1//team", "reg.example.com/team/v1/", "reg.example.com/v1x/", "reg.example.com//v1/",
	"reg.example.com/%76%31/team", "reg.example.com/v1%2Fteam", "reg.example.com/%74eam", "reg.example.com/te%61m%2f",
	"reg.example.com/te%zzam", "reg.example.com/team%", "reg.example.com/team%2", "reg.example.com/te am", "reg.example.com/team?x=/y",
	"reg.example.com?x", "reg.example.com?", "reg.example.com/?a?b", "reg?.example.com", "reg.example.com#frag", "reg.example.com/#%zz",
	"reg.example.com/team#/x", "reg.example.com/a%3Fb", "reg.example.com/a%23b", "reg.example.com/a%25b", "reg.example.com/%7f",
	"user@reg.example.com", "user:pass@reg.example.com", "https://user:p%40ss@reg.example.com/team", "us er@reg.example.com",
	"user%zz@reg.example.com", "user:%4@reg.example.com", "us@er@reg.example.com", "us\u00e9r@reg.example.com", "us[r@reg.example.com", "@reg.example.com", ":@reg.example.com",
	"reg.example.com:5000", "reg.example.com:443", "https://reg.example.com:443", "reg.example.com:80/team", "reg.example.com:", "reg.example.com:/team",
	"reg.example.com:http", "reg.example.com:50a", "reg.example.com:-1", "reg.example.com:5000:5000", "reg:example.com:5000", "reg.example.com::5000",
	"reg.example.com:99999", "reg.example.com:05000", "reg.example.com:5000/team", "reg.example.com:%35000", ":5000",
	" reg.example.com", "reg.example.com ", "reg example.com", "reg\\.example.com", "reg.example.com\\team", "reg%2eexample.com", "r%65g.example.com",
	"reg%c3%a9.example.com", "reg%25.example.com", "reg%ff.example.com", "reg%", "reg\u00e9.example.com", "reg_x.example.com", "<reg>.example.com", "reg\".example.com",
	"reg|x.example.com", "reg^.example.com", "reg`.example.com", "{reg}.example.com", "reg!$&'()+,;=.example.com", "reg~.example.com",
	"reg\t.example.com", "reg.example.com\n", "reg.example.com/\x7f", "reg.example.com#\x01", "reg.example.com?\x01", "", "/", "//", "///", "https://", "http:///team", "/v1/", ".", "*", "#", "?", "@", "[", "]", "%",
	"REG.example.com", "reg.EXAMPLE.com", "reg.example.com.", ".reg.example.com", "reg..example.com", "reg.example.com/TEAM",
}

var ipv6Keys = []string{
	"[::1]:5000", "[::1]", "https://[::1]:5000/v1/", "[2001:db8::1]:443", "[2001:DB8::1]:443", "[2001:db8:0:0:0:0:0:1]:443", "[::1", "::1]", "::1", "::1:5000",
	"[::1]x", "[::1]5000", "[::1]:", "[::1]:x", "[::1]]:5000", "[[::1]]:5000", "x[::1]:5000", "[]", "[]:5000", "[1.2.3.4]:5000", "[::ffff:1.2.3.4]:5000",
	"[::1.2.3.4]:5000", "[::1.2.3.04]:5000", "[::1.2.3.256]:5000", "[::1.2.3]:5000", "[1:2:3:4:5:6:7:8]", "[1:2:3:4:5:6:7:8:9]", "[1:2:3:4:5:6:7]", "[1:2:3:4:5:6:7::]",
	"[::2:3:4:5:6:7:8]", "[1::2:3:4:5:6:7:8]", "[1:2:3:4:5:6:1.2.3.4]", "[1:2:3:4:5:6:7:1.2.3.4]", "[1::2::3]", "[:::1]", "[:1]", "[1:]", "[12345::1]", "[g::1]", "[::]:5000", "[:]",
	"[fe80::1%25eth0]:5000", "[fe80::1%eth0]:5000", "[fe80::1%25]:5000", "[fe80::1%25e%20th]:5000", "[fe80::1%25e%2fth]:5000", "[fe80::1%25e%C3%A9]:5000", "[fe80::1%25e\u00e9]:5000", "[%3A%3A1]", "[::%31]:5000",
	"[:*]:5000", "[[:]:]:5000", "user@[::1]:5000", "[::1]:5000/app", "[::1]:5000/app/",
}

func keyForms(l *list) {
	images := []string{"reg.example.com/app", "reg.example.com/team/app", "reg.example.com:5000/app", "reg.example.com:443/app"}
	for _, key := range nameKeys {
		l.add("key "+key, images, keys("s", key))
	}
	v6 := []string{"[::1]:5000/app", "[::1]/app", "[2001:db8::1]:443/app", "[::1]:5001/app"}
	for _, key := range ipv6Keys {
		l.add("key "+key, v6, keys("s", key))
	}
}

func hostMatching(l *list) {
	images := []string{"reg.example.com/app", "a.b.example.com/app", "example.com/app", "reg.example.com:5000/app", "10.0.0.5:5000/app", "REG.example.com/app", "localhost/app", "localhost:5000/app", "reg.example.com.evil.org/app", "nginx", "quay.io/org/app"}
	for _, key := range []string{
		"*.example.com", "*.example.com:5000", "*.*.example.com", "*", "*.*", "*.*.*", "*:5000", "*.com", "reg.*.com", "reg.example.*", "r*.example.com", "*g.example.com", "r*g.e*le.c*m", "**.example.com", "*.*.com",
		"reg*.example.com", "re.example.com", "*reg.example.com", "[r]eg.example.com", "r[aeiou]g.example.com", "r[a-z]g.example.com", "r[^a]g.example.com", "r[^e]g.example.com", "r[z-a]g.example.com", "r[e.example.com", "r]eg.example.com",
		"*[g].example.com", "*[a-f].example.com", "r[.example.com]", "[*].example.com", "r\\eg.example.com", "10.0.0.*:5000", "10.0.0.5:5000", "10.*.*.*:5000", "10.0.0.*", "*.0.0.5:5000", "10.0.0.5:*", "localhost", "localhost:5000", "l*t", "*host:5000", "*.io", "docker.io", "quay.io", "*uay.i*",
		"reg.example.com:*", "*.example.com/app", "*.example.com/other", "*/app", "reg.example.com.*", "*.org", "*.*.*.*.*",
	} {
		l.add("host "+key, images, keys("s", key))
	}
	for _, key := range []string{"*[.example.com", "*[a.example.com", "*a[.example.com", "r*[^.example.com", "[a-].example.com", "[-a].example.com", "[]a].example.com", "[^]a].example.com", "[a-z]*.example.com", "*[!r]eg.example.com", "*?.example.com", "r*e*g.example.com", "*e*e*.example.com", "reg.e*a*p*e.com", "*%ff.example.com", "r[%c3%a9e]g.example.com", "r[%ff]g.example.com", "*\u00e9.example.com"} {
		l.add("glob "+key, []string{"reg.example.com/app", "greg.example.com/app", "e.example.com/app"}, keys("s", key))
	}
}

func pathMatching(l *list) {
	images := []string{"reg.io/team", "reg.io/team/app", "reg.io/team/app/sub", "reg.io/teamwork/x", "reg.io/tea", "reg.io/other/team", "reg.io/team/app:v1", "reg.io/team/app@sha256:" + hex64, "reg.io:80/team/app"}
	for _, key := range []string{
		"reg.io", "reg.io/team", "reg.io/team/", "reg.io/team/app", "reg.io/team/app/", "reg.io/tea", "reg.io/*", "reg.io/team/*", "reg.io/t*", "reg.io/Team", "reg.io/team/app:v1", "reg.io/team/ap", "reg.io//team", "reg.io/./team", "reg.io/other/../team", "reg.io:80/team", "reg.io/v2/team/app", "reg.io/team?x", "https://reg.io/v1/team/", "*.io/team", "*.io/teamw", "reg.io/team%2Fapp",
	} {
		l.add("path "+key, images, keys("s", key))
	}
}

func order(l *list) {
	gcr := []string{"gcr.io/proj-a/app", "gcr.io/proj-b/app", "gcr.io/proj-a/deep/app"}
	l.add("several keys", gcr, keys("s", "gcr.io", "gcr.io/proj-a", "gcr.io/proj-b", "*.io", "gcr.io/proj-a/deep"))
	l.add("several keys in several secrets", gcr, keys("a", "gcr.io"), keys("b", "gcr.io/proj-a"), keys("c", "*.io", "gcr.io/proj-a/"), keys("d", "gcr.io/p"))
	l.add("equal keys keep the order of the secrets", gcr, keys("b", "gcr.io"), keys("a", "https://gcr.io"), keys("c", "gcr.io/v1/"), keys("d", "*.io"))
	l.add("equal keys, first secret last in the alphabet", gcr, keys("z", "http://gcr.io/v2/"), keys("a", "gcr.io"))
	l.add("globs are sorted as bytes", []string{"reg.example.com/app", "10.0.0.5/app"}, keys("s", "*.example.com", "reg.example.com", "[r]eg.example.com", "r*.example.com", "reg.example.*", "10.0.0.*", "10.0.0.5", "10.*.0.5"))
	l.add("upper case sorts before lower case", []string{"Reg.io/app", "reg.io/app"}, keys("s", "[rR]eg.io", "*.io", "Reg.io", "reg.io"))
	l.add("bytes above ASCII sort last", []string{"reg.io/app"}, keys("s", "*.io", "reg.io", "r[e\u00e9]g.io", "reg.i[o\u00e9]", "[\u00e9r]eg.io"))
	l.add("two spellings in one secret", gcr, keys("s", "gcr.io", "https://gcr.io"))
	l.add("five spellings in one secret and another secret", gcr, keys("s", "gcr.io", "https://gcr.io", "http://gcr.io", "gcr.io/", "gcr.io/v1/"), keys("t", "gcr.io"))
	l.add("the same key in both kinds", gcr, cfg("old", `{`+login("gcr.io")+`}`), keys("new", "gcr.io"), cfg("older", `{`+login("https://gcr.io/v1/")+`}`))
	l.add("a dropped key leaves the others", gcr, keys("s", "gcr .io", "gcr.io", "gcr.io:x", "%"))
	l.add("empty credential in front of a good one", gcr, file("a", `{"auths":{"gcr.io":{}}}`), keys("b", "gcr.io"))
	l.add("null entry in front of a good one", gcr, file("a", `{"auths":{"gcr.io/proj-a":null}}`), keys("b", "gcr.io"))
}

func dockerHub(l *list) {
	images := []string{"nginx", "library/nginx", "acme/app", "docker.io/acme/app", "index.docker.io/acme/app", "registry-1.docker.io/acme/app", "localhost/app", "localhost:5000/app", "MyHost/app", "reg.example.com/app", "host_with_underscore.example.com/app", "a_b:80"}
	for _, key := range []string{
		"https://index.docker.io/v1/", "https://index.docker.io/v2/", "https://index.docker.io/v1", "index.docker.io", "index.docker.io/", "index.docker.io/v1/", "http://index.docker.io/v1/", "https://index.docker.io/v1/acme", "index.docker.io/acme", "index.docker.io:443",
		"docker.io", "https://docker.io", "docker.io/acme", "docker.io/library", "docker.io/library/nginx", "docker.io/nginx", "registry-1.docker.io", "https://registry-1.docker.io/v2/", "hub.docker.com", "registry.hub.docker.com", "*.docker.io", "*.io", "docker.*", "INDEX.docker.io", "Docker.io", "localhost", "MyHost", "myhost",
	} {
		l.add("hub "+key, images, keys("s", key))
	}
	l.add("docker.io hides the default", images, keys("s", "https://index.docker.io/v1/", "docker.io"))
	l.add("docker.io for one team only", images, keys("s", "https://index.docker.io/v1/", "docker.io/acme"))
	l.add("several defaults", images, keys("a", "https://index.docker.io/v1/"), keys("b", "index.docker.io"), keys("c", "http://index.docker.io/v2/"))
	l.add("defaults and others", images, keys("a", "https://index.docker.io/v1/", "localhost", "reg.example.com"), keys("b", "index.docker.io/acme", "*.io"))
	l.add("empty default", images, file("s", `{"auths":{"https://index.docker.io/v1/":{}}}`))
}
