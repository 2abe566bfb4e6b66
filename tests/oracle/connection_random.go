package main

import (
	"maps"
	"slices"
	"strings"
)

// connectionVector is a likely surrounding: one to three files, flags and variables, most of them
// right, some not.
func (d dice) connectionVector() ConnectionVector {
	vector := ConnectionVector{Files: texts{}, Env: texts{}}
	for _, file := range [][2]string{{"ca", "@CA@"}, {"cert", "@CERT@"}, {"key", "@KEY@"}, {"tok", "from-file\n"}} {
		for _, dir := range []string{"", "home/.kube/", "sub/"} {
			if d.chance(85) {
				vector.Files[dir+file[0]] = file[1]
			}
		}
	}
	switch d.Intn(5) {
	case 0, 1:
		vector.Files["home/.kube/config"] = d.config()
	case 2:
		vector.Files["sub/one"] = d.config()
		vector.Env["KUBECONFIG"] = d.one("sub/one", "@DIR@/sub/one", "@DIR@/none:@DIR@/sub/one", ":sub/one:")
	case 3:
		vector.Files["sub/one"], vector.Files["two"] = d.config(), d.config()
		vector.Env["KUBECONFIG"] = d.one("@DIR@/sub/one:@DIR@/two", "two:sub/one", "sub/one:@DIR@/two:sub/one")
	case 4:
		vector.Files["sub/one"] = d.config()
		vector.Flags = append(vector.Flags, "--kubeconfig", d.one("sub/one", "@DIR@/sub/one"))
	}
	d.surround(&vector)
	for range d.Intn(4) {
		vector.Flags = append(vector.Flags, d.connectionFlag()...)
	}
	return vector
}

func (d dice) surround(vector *ConnectionVector) {
	if d.chance(25) {
		vector.Env[d.one("HTTPS_PROXY", "https_proxy", "HTTP_PROXY")] = d.one("http://p:3128", "p", "socks5://p", "http://user:pw@p")
	}
	if d.chance(25) {
		vector.Env[d.one("NO_PROXY", "no_proxy")] = d.one("h1", "10.0.0.0/8", ".example.com", "*", "localhost,h2:6443", "fd00::/8")
	}
	if d.chance(10) {
		vector.Env["KUBERNETES_MASTER"] = d.one("https://master", "http://master:8080")
	}
	if d.chance(15) {
		vector.Pod = texts{"token": "pod-token", "ca.crt": "@CA@", "namespace": "pod-ns"}
		vector.Env["KUBERNETES_SERVICE_HOST"], vector.Env["KUBERNETES_SERVICE_PORT"] = d.one("10.0.0.1", "fd00::1"), "443"
		if d.chance(30) {
			vector.Env["POD_NAMESPACE"] = "env-ns"
		}
	}
}

func (d dice) connectionFlag() []string {
	flags := [][]string{
		{"--context", d.one("x1", "x2", "x3", "none")}, {"--cluster", d.one("c1", "c2", "none")}, {"--user", d.one("u1", "u2", "none")}, {"-n", d.one("flag", "default")},
		{"--server", d.one("https://s:6443", "http://s", "https://s/p?q")}, {"--tls-server-name", "flag-sn"}, {"--insecure-skip-tls-verify"}, {"--certificate-authority", d.one("ca", "sub/ca", "none")},
		{"--client-certificate", "cert", "--client-key", d.one("key", "none")}, {"--client-certificate=sub/cert"}, {"--token", "flag-token"}, {"--as", "root"}, {"--as", "root", "--as-group", "g1", "--as-group=g2"}, {"--as-group", "g"}, {"--as=root", "--as-uid", "7"}, {"--username", "flag-user", "--password", "flag-pw"}, {"--request-timeout", d.one("0", "5", "1m", "x")}, {"--disable-compression"},
	}
	return flags[d.Intn(len(flags))]
}

func (d dice) config() string {
	var text strings.Builder
	if d.chance(80) {
		text.WriteString("apiVersion: v1\nkind: Config\n")
	}
	if d.chance(90) {
		text.WriteString("current-context: " + d.one("x1", "x1", "x2", "x3", `""`) + "\n")
	}
	text.WriteString("contexts:\n")
	for _, name := range d.some("x1", "x2", "x3") {
		text.WriteString("- {name: " + name + ", context: {" + d.fields(map[string]func() string{
			"cluster":   func() string { return d.one("c1", "c2") },
			"user":      func() string { return d.one("u1", "u2", "u3") },
			"namespace": func() string { return d.maybe(40, func() string { return d.one("n1", "n2", "default") }) },
		}) + "}}\n")
	}
	text.WriteString("clusters:\n")
	for _, name := range d.some("c1", "c2") {
		text.WriteString("- {name: " + name + ", cluster: {" + d.clusterFields() + "}}\n")
	}
	text.WriteString("users:\n")
	for _, name := range d.some("u1", "u2") {
		text.WriteString("- {name: " + name + ", user: {" + d.userFields() + "}}\n")
	}
	return text.String()
}

// some of the names, mostly all.
func (d dice) some(names ...string) []string {
	return slices.DeleteFunc(names, func(string) bool { return d.chance(8) })
}

// fields joins what the functions give, in a random order; "" is left out.
func (d dice) fields(values map[string]func() string) string {
	var fields []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if value := values[name](); value != "" {
			fields = append(fields, name+": "+value)
		}
	}
	d.Shuffle(len(fields), func(i, j int) { fields[i], fields[j] = fields[j], fields[i] })
	return strings.Join(fields, ", ")
}

func (d dice) clusterFields() string {
	rarely := func(percent int, of ...string) func() string {
		return func() string { return d.maybe(percent, func() string { return d.one(of...) }) }
	}
	return d.fields(map[string]func() string{
		"server":                     rarely(97, `"https://h1:6443"`, `"https://h2.example.com/prefix/"`, `"https://10.1.2.3"`, `"https://[fd00::1]:6443"`, `"http://h1"`, `"https://h1?q=1"`, `"https://localhost:6443"`),
		"certificate-authority":      rarely(20, "ca", "./ca", "none"),
		"certificate-authority-data": rarely(30, "@CA64@"),
		"insecure-skip-tls-verify":   rarely(15, "true", "false"),
		"tls-server-name":            rarely(20, "sn"),
		"proxy-url":                  rarely(15, `"http://own:3128"`, `"socks5://u:p@own"`, `"ftp://own"`),
		"disable-compression":        rarely(10, "true"),
	})
}

func (d dice) userFields() string {
	identity := d.one("token: t1", "token: t2", "tokenFile: tok", "tokenFile: none, token: t3", "username: u, password: p", "", "client-certificate: cert, client-key: key", "client-certificate-data: @CERT64@, client-key-data: @KEY64@", "exec: {apiVersion: client.authentication.k8s.io/v1, command: get-token, interactiveMode: IfAvailable}", "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: ./get-token, args: [a, b]}", "exec: {apiVersion: client.authentication.k8s.io/v1, command: get-token}")
	fields := []string{identity}
	for _, more := range []string{"token: more", "username: more", "client-certificate: cert"} {
		if d.chance(5) && !strings.Contains(identity, more[:5]) {
			fields = append(fields, more)
		}
	}
	if d.chance(20) {
		fields = append(fields, d.one("as: jane", `as: jane, as-groups: [a, "b,c"]`, "as: jane, as-uid: \"7\", as-user-extra: {scopes/x: [w]}", "as-groups: [a]"))
	}
	return strings.Join(slices.DeleteFunc(fields, func(f string) bool { return f == "" }), ", ")
}
