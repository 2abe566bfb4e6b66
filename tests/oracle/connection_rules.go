package main

import (
	"maps"
	"strings"
)

// Pieces of kubeconfigs: a cluster that is reached by TLS, a user with a token.
const (
	cluster = `server: "https://h:6443"`
	user    = "token: sesame"
)

// kubeconfig has one context x of cluster c and user u.
func kubeconfig(cluster, user string) string { return kubeconfigIn("", cluster, user) }

func kubeconfigIn(namespace, cluster, user string) string {
	context := "cluster: c, user: u"
	if namespace != "" {
		context += ", namespace: " + namespace
	}
	return "apiVersion: v1\nkind: Config\ncurrent-context: x\ncontexts: [{name: x, context: {" + context + "}}]\n" +
		"clusters: [{name: c, cluster: {" + cluster + "}}]\nusers: [{name: u, user: {" + user + "}}]\n"
}

type texts = map[string]string

// home is the file that is read when nothing says otherwise, and others beside it.
func home(text string, others ...texts) texts {
	files := texts{"home/.kube/config": text}
	for _, more := range others {
		maps.Copy(files, more)
	}
	return files
}

func idToken(claims string) string {
	return "e30." + strings.TrimRight(strings.NewReplacer("+", "-", "/", "_").Replace(encoded(claims)), "=") + ".c2ln"
}

// rulebook collects vectors by hand.
type rulebook struct{ vectors []ConnectionVector }

func (r *rulebook) add(name string, files texts, env texts, flags ...string) {
	r.vectors = append(r.vectors, ConnectionVector{Case: name, Files: files, Env: env, Flags: flags})
}

// config adds one with nothing but ~/.kube/config and flags.
func (r *rulebook) config(name, text string, flags ...string) { r.add(name, home(text), nil, flags...) }

func (r *rulebook) inPod(name string, pod, files, env texts, flags ...string) {
	all := texts{"KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "443"}
	maps.Copy(all, env)
	r.vectors = append(r.vectors, ConnectionVector{Case: name, Files: files, Pod: pod, Env: all, Flags: flags})
}

func connectionRules() []ConnectionVector {
	var r rulebook
	fileRules(&r)
	mergeRules(&r)
	yamlRules(&r)
	selectionRules(&r)
	serverRules(&r)
	tlsRules(&r)
	proxyRules(&r)
	identityRules(&r)
	impersonationRules(&r)
	execRules(&r)
	providerRules(&r)
	podRules(&r)
	flagRules(&r)
	return r.vectors
}

func fileRules(r *rulebook) {
	one, two := kubeconfig(`server: "https://one"`, user), kubeconfig(`server: "https://two"`, user)
	r.config("home config", one)
	r.add("no file at all", nil, nil)
	r.add("empty home config", home(""), nil)
	r.add("home config of spaces", home("  \n"), nil)
	r.add("home config of a comment", home("# nothing\n"), nil)
	r.add("home config of null", home("null\n"), nil)
	r.add("home config of three dashes", home("---\n"), nil)
	r.add("HOME is empty", texts{".kube/config": one}, texts{"HOME": ""})
	r.add("KUBECONFIG replaces home", home(one, texts{"k2": two}), texts{"KUBECONFIG": "@DIR@/k2"})
	r.add("KUBECONFIG is relative", texts{"sub/k2": kubeconfig(cluster+", certificate-authority: ca", user), "sub/ca": "@CA@"}, texts{"KUBECONFIG": "sub/k2"})
	r.add("KUBECONFIG is relative with dots", texts{"sub/k2": kubeconfig(cluster+", certificate-authority: ../ca", user), "ca": "@CA@"}, texts{"KUBECONFIG": "./sub/../sub/k2"})
	r.add("relative KUBECONFIG names a missing CA", texts{"sub/k2": kubeconfig(cluster+", certificate-authority: ca", user)}, texts{"KUBECONFIG": "sub/k2"})
	r.add("KUBECONFIG is missing", home(one), texts{"KUBECONFIG": "@DIR@/none"})
	r.add("KUBECONFIG lists one missing", texts{"k2": two}, texts{"KUBECONFIG": "@DIR@/none:@DIR@/k2"})
	r.add("KUBECONFIG of only a colon", home(one), texts{"KUBECONFIG": ":"})
	r.add("KUBECONFIG of colons", home(one), texts{"KUBECONFIG": ":::"})
	r.add("KUBECONFIG is empty", home(one), texts{"KUBECONFIG": ""})
	r.add("KUBECONFIG with empty entries", texts{"k2": two}, texts{"KUBECONFIG": ":@DIR@/k2::"})
	r.add("KUBECONFIG names a directory", texts{"d/": ""}, texts{"KUBECONFIG": "@DIR@/d"})
	r.add("KUBECONFIG goes through a file", texts{"k1": one}, texts{"KUBECONFIG": "@DIR@/k1/x"})
	r.add("KUBECONFIG names one file twice", texts{"k1": "kind: Pod"}, texts{"KUBECONFIG": "@DIR@/k1:@DIR@/k1"})
	r.add("KUBECONFIG names two directories", texts{"d/": "", "e/": ""}, texts{"KUBECONFIG": "@DIR@/d:@DIR@/e"})
	r.add("KUBECONFIG names one directory in two ways", texts{"d/": ""}, texts{"KUBECONFIG": "@DIR@/d:@DIR@/./d"})
	r.add("KUBECONFIG names a directory and a file", texts{"d/": "", "k1": one}, texts{"KUBECONFIG": "@DIR@/d:@DIR@/k1"})
	r.add("KUBECONFIG does not know the tilde", home(one), texts{"KUBECONFIG": "~/.kube/config"})
	r.add("KUBECONFIG does not know variables", home(one), texts{"KUBECONFIG": "$HOME/.kube/config"})
	r.add("KUBECONFIG with spaces", texts{"k 1": one}, texts{"KUBECONFIG": "@DIR@/k 1"})
	r.add("flag replaces KUBECONFIG", texts{"k1": one, "k2": two}, texts{"KUBECONFIG": "@DIR@/k1"}, "--kubeconfig", "@DIR@/k2")
	r.add("flag replaces a bad KUBECONFIG", texts{"k1": "x: [", "k2": two}, texts{"KUBECONFIG": "@DIR@/k1"}, "--kubeconfig=@DIR@/k2")
	r.add("flag is relative", texts{"sub/k2": kubeconfig(cluster+", certificate-authority: ca", user), "sub/ca": "@CA@"}, nil, "--kubeconfig", "sub/k2")
	r.add("flag is no list", texts{"k1": one, "k2": two}, nil, "--kubeconfig", "@DIR@/k1:@DIR@/k2")
	r.add("flag names a missing file", home(one), nil, "--kubeconfig", "@DIR@/none")
	r.add("flag names a missing relative file", home(one), nil, "--kubeconfig", "none")
	r.add("flag goes through a file", texts{"k1": one}, nil, "--kubeconfig", "@DIR@/k1/x")
	r.add("flag names a directory", texts{"d/": ""}, nil, "--kubeconfig", "@DIR@/d")
	r.add("flag is empty", home(one), nil, "--kubeconfig", "")
	r.add("flag names an empty file", home(one, texts{"empty": ""}), nil, "--kubeconfig", "@DIR@/empty")
	r.add("home config is a directory", texts{"home/.kube/config/": ""}, nil)
	r.add("home config is missing next to a legacy one", texts{"home/.kube/other": one}, nil)
}

func mergeRules(r *rulebook) {
	list := texts{"KUBECONFIG": "@DIR@/a/k1:@DIR@/b/k2"}
	full := kubeconfigIn("n1", `server: "https://one", tls-server-name: t1`, "token: t1")
	other := kubeconfigIn("n2", `server: "https://two", proxy-url: "http://p"`, "username: u2, password: p2")
	r.add("first file wins whole entries", texts{"a/k1": full, "b/k2": other}, list)
	r.add("second file alone", texts{"b/k2": other}, list)
	r.add("empty current-context does not win", texts{"a/k1": "current-context: \"\"\n", "b/k2": other}, list)
	r.add("first current-context wins", texts{"a/k1": "current-context: first\n", "b/k2": other + "contexts: [{name: first, context: {cluster: c, user: u}}]\n"}, list)
	r.add("entries come from several files", texts{"a/k1": "current-context: x\ncontexts: [{name: x, context: {cluster: c, user: u}}]\n", "b/k2": "clusters: [{name: c, cluster: {server: \"https://two\"}}]\nusers: [{name: u, user: {token: t}}]\n"}, list)
	r.add("empty entry of the first file wins", texts{"a/k1": "users: [{name: u, user: {}}]", "b/k2": kubeconfig(cluster, user)}, list)
	r.add("null entry of the first file wins", texts{"a/k1": "users: [{name: u, user: null}]", "b/k2": kubeconfig(cluster, user)}, list)
	r.add("null cluster of the first file wins", texts{"a/k1": "clusters: [{name: c}]", "b/k2": kubeconfig(cluster, user)}, list)
	r.add("paths belong to their file", texts{
		"a/k1": "clusters: [{name: c, cluster: {server: \"https://h\", certificate-authority: ca}}]",
		"b/k2": "current-context: x\ncontexts: [{name: x, context: {cluster: c, user: u}}]\nusers: [{name: u, user: {client-certificate: cert, client-key: key}}]",
		"a/ca": "@CA@", "b/cert": "@CERT@", "b/key": "@KEY@"}, list)
	r.add("a bad second file fails all", texts{"a/k1": full, "b/k2": "kind: Pod"}, list)
	r.add("a bad first file fails all", texts{"a/k1": "clusters: 5", "b/k2": other}, list)
	r.add("two bad files are told together", texts{"a/k1": "clusters: 5", "b/k2": "users: {"}, list)
	r.add("empty first file", texts{"a/k1": "", "b/k2": other}, list)
	r.add("context of the second file names a cluster of the first", texts{"a/k1": "clusters: [{name: c, cluster: {server: \"https://one\"}}]", "b/k2": "contexts: [{name: other, context: {cluster: c}}]"}, list, "--context", "other")
}

func yamlRules(r *rulebook) {
	r.config("JSON", `{"apiVersion":"v1","kind":"Config","current-context":"x","contexts":[{"name":"x","context":{"cluster":"c","user":"u"}}],"clusters":[{"name":"c","cluster":{"server":"https://j"}}],"users":[{"name":"u","user":{"token":"t"}}]}`)
	r.config("byte order mark", "\ufeff"+kubeconfig(cluster, user))
	r.config("carriage returns", strings.ReplaceAll(kubeconfig(cluster, user), "\n", "\r\n"))
	r.config("leading dashes", "---\n"+kubeconfig(cluster, user))
	r.config("two documents", kubeconfig(cluster, user)+"---\n"+kubeconfig(`server: "https://other"`, user))
	r.config("second document is broken", kubeconfig(cluster, user)+"---\n[")
	r.config("an end mark", kubeconfig(cluster, user)+"...\n")
	r.config("no apiVersion and kind", strings.TrimPrefix(kubeconfig(cluster, user), "apiVersion: v1\nkind: Config\n"))
	r.config("another kind", "apiVersion: v1\nkind: Pod\n")
	r.config("another version", "apiVersion: v2\nkind: Config\n")
	r.config("only another version", "apiVersion: v1beta1\n")
	r.config("kind in lower case", "apiVersion: v1\nkind: config\n")
	r.config("apiVersion is a number", "apiVersion: 1\nkind: Config\n")
	r.config("unknown fields", "color: blue\npreferences: {colors: true}\nextensions: [{name: e, extension: {a: 1}}]\n"+kubeconfig(cluster+", colour: 1", user+", x: [1]"))
	r.config("field names in another case", kubeconfig(`Server: "https://wrong", `+cluster, "Token: wrong, "+user))
	r.config("field name only in another case", kubeconfig(cluster, "Token: wrong"))
	r.config("duplicate key: the last wins", kubeconfig(`server: "https://first", `+cluster, "token: first, token: last"))
	r.config("duplicate top-level key", kubeconfig(cluster, user)+"current-context: last\n")
	r.config("duplicate cluster name", "clusters: [{name: c, cluster: {}}, {name: c, cluster: {}}]\n")
	r.config("duplicate context name", "contexts: [{name: c, context: {}}, {name: c, context: {}}]\n")
	r.config("duplicate user name", "users: [{name: c, user: {}}, {name: c, user: {}}]\n")
	r.config("entry without a name", "current-context: x\ncontexts: [{name: x, context: {}}]\nclusters: [{cluster: {"+cluster+"}}]\nusers: [{user: {"+user+"}}]\n")
	r.config("anchors and merges", "base: &b {server: \"https://anchored\"}\ncurrent-context: x\ncontexts: [{name: x, context: {cluster: c, user: u}}]\nclusters: [{name: c, cluster: *b}]\nusers: [{name: u, user: {token: &t tok, username: \"\"}}]\n")
	r.config("a merge key", "base: &b {server: \"https://merged\"}\ncurrent-context: x\ncontexts: [{name: x, context: {cluster: c}}]\nclusters: [{name: c, cluster: {<<: *b, tls-server-name: s}}]\n")
	r.config("a merge key does not overwrite", "base: &b {server: \"https://merged\", tls-server-name: m}\ncurrent-context: x\ncontexts: [{name: x, context: {cluster: c}}]\nclusters: [{name: c, cluster: {tls-server-name: s, <<: *b}}]\n")
	r.config("merge key of a list", "b: [&b {server: \"https://merged\"}, &d {server: \"https://second\", tls-server-name: m}]\ncurrent-context: x\ncontexts: [{name: x, context: {cluster: c}}]\nclusters: [{name: c, cluster: {<<: [*b, *d]}}]\n")
	r.config("block scalars", "current-context: x\ncontexts:\n- name: x\n  context:\n    cluster: c\n    user: u\nclusters:\n- name: c\n  cluster:\n    server: >-\n      https://folded\nusers:\n- name: u\n  user:\n    token: |-\n      tok\n")
	r.config("token with a newline at its end", kubeconfig(cluster, `token: "tok\n"`))
	r.config("a tab", "clusters:\n\t- name: c\n")
	r.config("an open bracket", "clusters: [\n")
	r.config("an unknown alias", "clusters: *x\n")
	r.config("control character", "current-context: \"a\x01b\"\n")
	r.config("no UTF-8", "current-context: \"\xff\"\n")
	r.config("a list", "- a\n- b\n")
	r.config("a word", "hello\n")
	r.config("clusters is a map", "clusters: {c: {server: x}}\n")
	r.config("clusters is a word", "clusters: c\n")
	r.config("clusters is null", "clusters: null\n"+strings.Replace(kubeconfig(cluster, user), "clusters:", "others:", 1), "--server", "https://s")
	r.config("cluster is a word", "clusters: [c]\n")
	r.config("a null cluster in the list", "clusters: [null]\n", "--server", "https://s")
	r.config("users hold a word", "users: [{name: u, user: jane}]\n")
	r.config("name is a number", "clusters: [{name: 5, cluster: {}}]\n")
	r.config("context named yes", strings.ReplaceAll(kubeconfig(cluster, user), " x", " yes"))
	r.config("context named y", strings.ReplaceAll(kubeconfig(cluster, user), " x", " y"))
	r.config("context named 'on' in quotes", strings.ReplaceAll(kubeconfig(cluster, user), " x", ` "on"`))
	for _, name := range []string{"0x1F", "0o17", "0b11", "1_000", "1e3", "1e+3", "12e5", "5.", ".5", "1.5", "+5", "-5", "08", "017", "1:30", "2020-01-01", "2020-1-1", "v1", "~", "null", "Null", ".inf", "-.INF", ".nan", "True", "n", "N", "off", "!!str 5", "!!int 5", "'5'", "_5", "5_", "0x", "0x_1", "1.5.2", "1-2", "99999999999999999999", "1e400", "=", "0b12", "-0b11", "1__0", ".5e3", "+.5", "--5", "0.", "._5", "2020-01-01T10:00:00Z"} {
		r.config("namespace "+name, kubeconfigIn(name, cluster, user))
	}
	r.config("number as token", kubeconfig(cluster, "token: 12345"))
	r.config("number as password", kubeconfig(cluster, "username: u, password: 007"))
	r.config("true as token", kubeconfig(cluster, "token: true"))
	r.config("list as token", kubeconfig(cluster, "token: [a]"))
	r.config("null as token", kubeconfig(cluster, "token: null"))
	r.config("word as boolean", kubeconfig(cluster+", insecure-skip-tls-verify: maybe", user))
	r.config("quoted true as boolean", kubeconfig(cluster+`, insecure-skip-tls-verify: "true"`, user))
	r.config("yes as boolean", kubeconfig(cluster+", insecure-skip-tls-verify: yes", user))
	r.config("On as boolean", kubeconfig(cluster+", insecure-skip-tls-verify: On", user))
	r.config("y as boolean", kubeconfig(cluster+", insecure-skip-tls-verify: y", user))
	r.config("TRUE as boolean", kubeconfig(cluster+", insecure-skip-tls-verify: TRUE", user))
	r.config("1 as boolean", kubeconfig(cluster+", insecure-skip-tls-verify: 1", user))
	r.config("null as boolean", kubeconfig(cluster+", insecure-skip-tls-verify: ~", user))
	r.config("tagged boolean", kubeconfig(cluster+", insecure-skip-tls-verify: !!bool true", user))
	r.config("groups are a word", kubeconfig(cluster, "as: a, as-groups: g"))
	r.config("groups hold a number", kubeconfig(cluster, "as: a, as-groups: [5]"))
	r.config("groups hold null", kubeconfig(cluster, "as: a, as-groups: [g, null]"))
	r.config("extra is a list", kubeconfig(cluster, "as: a, as-user-extra: [g]"))
	r.config("extra holds a word", kubeconfig(cluster, "as: a, as-user-extra: {g: v}"))
	r.config("extra holds null", kubeconfig(cluster, "as: a, as-user-extra: {g: null}"))
	r.config("extra has a number as key", kubeconfig(cluster, "as: a, as-user-extra: {5: [v]}"))
	r.config("extra has true as key", kubeconfig(cluster, "as: a, as-user-extra: {true: [v]}"))
	r.config("extra has a duplicate key", kubeconfig(cluster, "as: a, as-user-extra: {k: [v], k: [w]}"))
	r.config("base64 with a newline", kubeconfig(cluster+`, certificate-authority-data: "@CA64@\n"`, user))
	r.config("base64 with a space", kubeconfig(cluster+`, certificate-authority-data: "Q Q=="`, user))
	r.config("base64 without padding", kubeconfig(cluster+", certificate-authority-data: QQ", user))
	r.config("base64 of the URL alphabet", kubeconfig(cluster+", certificate-authority-data: _-_-", user))
	r.config("base64 of nothing", kubeconfig(cluster+`, certificate-authority-data: ""`, user))
	r.config("base64 is null", kubeconfig(cluster+", certificate-authority-data: null", user))
	r.config("base64 is a number", kubeconfig(cluster+", certificate-authority-data: 1234", user))
	r.config("bad base64 of another cluster", strings.Replace(kubeconfig(cluster, user), "clusters: [", "clusters: [{name: d, cluster: {certificate-authority-data: '*'}}, ", 1))
	r.config("wrong type in another user", strings.Replace(kubeconfig(cluster, user), "users: [", "users: [{name: v, user: {token: 5}}, ", 1))
	r.config("an anchor inside a merge of itself", "a: &a {b: 1, <<: *a}\n"+kubeconfig(cluster, user))
	r.config("a merge of a word", "a: {<<: word}\n"+kubeconfig(cluster, user))
	r.config("a merge of a word in a cluster", kubeconfig(cluster+", <<: word", user))
	r.config("a quoted merge key", kubeconfig(cluster+`, "<<": {server: x}`, user))
	r.config("a document start with a directive", "%YAML 1.1\n---\n"+kubeconfig(cluster, user))
	r.config("words in capitals", strings.ReplaceAll(kubeconfig(cluster, user), " x", " ON"))
	r.config("token named no", kubeconfig(cluster, "token: no"))
	r.config("environment value named on", kubeconfig(cluster, "exec: {apiVersion: client.authentication.k8s.io/v1, command: c, interactiveMode: Never, env: [{name: A, value: on}]}"))
	r.config("disable-compression is a word", kubeconfig(cluster+", disable-compression: a", user))
}

func selectionRules(r *rulebook) {
	several := "apiVersion: v1\nkind: Config\ncurrent-context: prod\n" +
		"contexts:\n- {name: prod, context: {cluster: c1, user: u1, namespace: shop}}\n- {name: test, context: {cluster: c2, user: u2}}\n" +
		"- {name: no-cluster, context: {cluster: gone, user: u1}}\n- {name: no-user, context: {cluster: c1, user: gone}}\n- {name: empty, context: {}}\n- {name: bare}\n- {name: default-ns, context: {cluster: c1, user: u1, namespace: default}}\n- {name: odd-ns, context: {cluster: c1, user: u1, namespace: Not_A_Label}}\n" +
		"clusters:\n- {name: c1, cluster: {server: \"https://one\", tls-server-name: n1}}\n- {name: c2, cluster: {server: \"https://two\", insecure-skip-tls-verify: true}}\n- {name: no-server, cluster: {proxy-url: \"http://p\"}}\n- {name: nothing, cluster: {}}\n" +
		"users:\n- {name: u1, user: {token: t1}}\n- {name: u2, user: {username: jane, password: pw}}\n"
	for _, flags := range [][]string{
		{}, {"--context", "test"}, {"--context=prod"}, {"--context", ""}, {"--context", "missing"}, {"--context", "Prod"}, {"--context", "no-user"}, {"--context", "no-cluster", "--cluster", "c1"}, {"--context", "no-cluster", "--server", "https://s"}, {"--context", "no-user", "--user", "u1"},
		{"--cluster", "c2"}, {"--cluster", "missing"}, {"--cluster", ""}, {"--user", "u2"}, {"--user", "missing"}, {"--cluster", "c2", "--user", "u2"}, {"--cluster", "missing", "--user", "missing"}, {"--context", "missing", "--user", "missing"}, {"--context", "missing", "--user", "u1"}, {"--context", "missing", "--cluster", "missing"},
		{"-n", "flag"}, {"--namespace=flag"}, {"--namespace", ""}, {"--context", "test", "-n", "flag"}, {"--context", "default-ns"}, {"--context", "odd-ns"}, {"-n", "Odd Namespace"}, {"--context", "empty", "--server", "https://s"}, {"--context", "bare", "--cluster", "c1", "--user", "u1"},
		{"--context", "empty", "--cluster", "no-server", "--server", "https://s"}, {"--cluster", "nothing", "--server", "https://s"}, {"--user", "missing", "--server", "https://s"}, {"--server", "https://s", "--cluster", "missing"},
		{"--context", "no-cluster"}, {"--cluster", "no-server"}, {"--cluster", "nothing"}, {"--context", "empty"},
		{"--context", "test", "--context", "prod"}, {"-n=flag"}, {"-nflag"}, {"--context"}, {"--nonsense"}, {"--context=a=b"},
	} {
		r.config("select "+strings.Join(flags, " "), several, flags...)
	}
	r.config("dangling current-context", "current-context: x\n")
	r.config("dangling current-context with a server", "current-context: x\n", "--server", "https://s")
	r.config("dangling current-context and more that is wrong", "current-context: x\n", "--server", "https://s", "--token", "t", "--username", "u")
	r.config("dangling current-context and --context", "current-context: x\ncontexts: [{name: other, context: {cluster: c}}]\nclusters: [{name: c, cluster: {"+cluster+"}}]\n", "--context", "other")
	r.config("no current-context but a cluster and a user by flags", strings.Replace(kubeconfig(cluster, user), "current-context: x\n", "", 1), "--cluster", "c", "--user", "u")
	r.config("no current-context and only one context", strings.Replace(kubeconfig(cluster, user), "current-context: x\n", "", 1))
	r.config("current-context in another case", strings.Replace(kubeconfig(cluster, user), "current-context: x", "current-context: X", 1))
	r.config("names with spaces", strings.ReplaceAll(kubeconfig(cluster, user), " x", ` "my context@home"`))
}

func serverRules(r *rulebook) {
	for _, server := range []string{
		"https://h", "https://h:443", "https://h:6443", "https://h:80", "https://h/", "https://h//", "https://h/prefix", "https://h/prefix/", "https://h/a/b/", "https://h:8443/k8s/clusters/c-1", "https://h/p?q=1", "https://h?q=1", "https://h/?q", "https://h/p#f", "https://h#f", "https://h/a%2Fb", "https://h/a%20b/c", "https://h/a b", "https://h/ä", "https://h/p;x", "https://h/../up", "https://h/./p", "https://h//a//b",
		"HTTPS://h", "Https://H.Example", "https://H:6443", "https://10.0.0.1:6443", "https://[::1]:6443", "https://[2001:db8::1]", "https://[2001:DB8::1]:443/p", "https://[fe80::1%25eth0]:6443", "https://h.:6443", "https://h_x:1", "https://xn--bcher-kva.example",
		"https://user:pw@h", "https://user@h:6443", "https://user:p%40w@h/p", "https://:pw@h", "https://@h", "http://user:pw@h",
		"http://h", "http://h:80", "http://h:8080/p", "http://localhost:8001", "http://127.0.0.1:8001/", "http://h?q",
		"https://h:0", "https://h:", "https://h:65535",
	} {
		r.config("server "+server, kubeconfig(`server: "`+server+`"`, user))
	}
	for _, server := range []string{"h", "h:6443", "10.0.0.1:6443", "localhost:8080", "//h", "h/p", "ftp://h", "unix:///x", "https:h", "https:/h", "https//h", "https://", "https:///p", "https://h:port", "https://h:99999", "https://h:-1", "https://[::1", "https://::1", "https://h x", "https://%zz", "https://h/%zz", "://h", " https://h", "https://h ", "https://[::1]x", "https://h:1:2"} {
		r.config("bad server "+server, kubeconfig(`server: "`+server+`"`, user))
	}
	r.config("plain http gets no credentials", kubeconfig(`server: "http://h", certificate-authority-data: @CA64@`, "token: t, client-certificate-data: @CERT64@, client-key-data: @KEY64@"))
	r.config("plain http with a missing CA", kubeconfig(`server: "http://h", certificate-authority: none`, user))
	r.config("plain http with a missing token file", kubeconfig(`server: "http://h"`, "tokenFile: none"))
	r.config("plain http with an unknown exec version", kubeconfig(`server: "http://h"`, "exec: {command: c, apiVersion: v0, interactiveMode: Never}"))
	r.config("plain http with impersonation", kubeconfig(`server: "http://h"`, "token: t, as: root"))
	r.config("plain http with a bad CA", kubeconfig(`server: "http://h", certificate-authority-data: QQ==, insecure-skip-tls-verify: true, tls-server-name: s`, user))
	r.add("KUBERNETES_MASTER for a cluster without server", home(kubeconfig(`proxy-url: "http://p"`, user)), texts{"KUBERNETES_MASTER": "https://master"})
	r.add("KUBERNETES_MASTER without any file", nil, texts{"KUBERNETES_MASTER": "https://master:6443/"})
	r.add("KUBERNETES_MASTER without any file but a token", nil, texts{"KUBERNETES_MASTER": "https://master"}, "--token", "t")
	r.add("KUBERNETES_MASTER is no match for a server", home(kubeconfig(cluster, user)), texts{"KUBERNETES_MASTER": "https://master"})
	r.add("KUBERNETES_MASTER is plain http", nil, texts{"KUBERNETES_MASTER": "http://master:8080"}, "--token", "t")
}

func tlsRules(r *rulebook) {
	ca := "certificate-authority: ca"
	caData := "certificate-authority-data: @CA64@"
	secure := texts{"home/.kube/ca": "@CA@", "home/.kube/cert": "@CERT@", "home/.kube/key": "@KEY@", "home/.kube/empty": "", "home/.kube/other": "@OTHERKEY@", "home/.kube/both": "@CERT@@KEY@", "home/.kube/chain": "@CERT@@CA@", "home/.kube/text": "no PEM\n", "home/.kube/d/": "", "flag-ca": "@CERT@", "flag-cert": "@CERT@", "flag-key": "@KEY@"}
	add := func(name, cluster_, user_ string, flags ...string) {
		r.add(name, home(kubeconfig(cluster_, user_), secure), nil, flags...)
	}
	add("CA file", cluster+", "+ca, user)
	add("CA data", cluster+", "+caData, user)
	add("CA file and data", cluster+", "+ca+", "+caData, user)
	add("CA file is missing", cluster+", certificate-authority: none", user)
	add("CA file is missing, absolute", cluster+", certificate-authority: /nonexistent/ca", user)
	add("CA file is a directory", cluster+", certificate-authority: d", user)
	add("CA file is empty", cluster+", certificate-authority: empty", user)
	add("CA file is text", cluster+", certificate-authority: text", user)
	add("CA file is a key", cluster+", certificate-authority: key", user)
	add("CA file is a chain", cluster+", certificate-authority: chain", user)
	add("CA file holds certificate and key", cluster+", certificate-authority: both", user)
	add("CA data is text", cluster+", certificate-authority-data: QQ==", user)
	add("CA data is a broken certificate", cluster+", certificate-authority-data: "+encoded("-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n"), user)
	add("CA path with dots", cluster+", certificate-authority: ../.kube/./ca", user)
	add("CA path does not know the tilde", cluster+`, certificate-authority: "~/.kube/ca"`, user)
	add("insecure", cluster+", insecure-skip-tls-verify: true", user)
	add("insecure and CA data", cluster+", insecure-skip-tls-verify: true, "+caData, user)
	add("insecure and CA file", cluster+", insecure-skip-tls-verify: true, "+ca, user)
	add("insecure and an empty CA file", cluster+", insecure-skip-tls-verify: true, certificate-authority: empty", user)
	add("insecure is false", cluster+", insecure-skip-tls-verify: false, "+caData, user)
	add("TLS name", cluster+", tls-server-name: sn", user)
	add("TLS name and flag", cluster+", tls-server-name: sn", user, "--tls-server-name", "flag")
	add("TLS name and server flag", cluster+", tls-server-name: sn", user, "--server", "https://s")
	add("TLS name, server flag and TLS name flag", cluster+", tls-server-name: sn", user, "--server=https://s", "--tls-server-name=flag")
	add("server flag keeps the CA", cluster+", "+caData, user, "-s", "https://s/p?q")
	add("server flag of plain http", cluster+", "+caData, user, "-s", "http://s")
	add("server flag without a scheme", cluster+", "+caData, user, "-s", "s:6443")
	add("insecure flag clears CA data", cluster+", "+caData, user, "--insecure-skip-tls-verify")
	add("insecure flag clears a missing CA file", cluster+", certificate-authority: none", user, "--insecure-skip-tls-verify=true")
	add("insecure flag false undoes nothing", cluster+", insecure-skip-tls-verify: true", user, "--insecure-skip-tls-verify=false")
	add("CA flag clears CA data", cluster+", "+caData, user, "--certificate-authority", "@DIR@/flag-ca")
	add("CA flag clears insecure", cluster+", insecure-skip-tls-verify: true", user, "--certificate-authority", "@DIR@/flag-ca")
	add("CA flag is relative to the working directory", cluster, user, "--certificate-authority", "flag-ca")
	add("CA flag is missing", cluster+", "+caData, user, "--certificate-authority", "none")
	add("CA flag and insecure flag", cluster, user, "--certificate-authority", "flag-ca", "--insecure-skip-tls-verify")
	add("certificate files", cluster, "client-certificate: cert, client-key: key")
	add("certificate data", cluster, "client-certificate-data: @CERT64@, client-key-data: @KEY64@")
	add("certificate file and key data", cluster, "client-certificate: cert, client-key-data: @KEY64@")
	add("certificate data and key file", cluster, "client-certificate-data: @CERT64@, client-key: key")
	add("certificate and token", cluster, "client-certificate: cert, client-key: key, token: t")
	add("certificate and basic", cluster, "client-certificate: cert, client-key: key, username: u, password: p")
	add("certificate without key", cluster, "client-certificate: cert")
	add("certificate data without key", cluster, "client-certificate-data: @CERT64@")
	add("key without certificate", cluster, "client-key: key")
	add("missing key without certificate", cluster, "client-key: none")
	add("key data without certificate", cluster, "client-key-data: @KEY64@")
	add("certificate file and data", cluster, "client-certificate: cert, client-certificate-data: @CERT64@, client-key: key")
	add("key file and data", cluster, "client-certificate: cert, client-key: key, client-key-data: @KEY64@")
	add("both of both", cluster, "client-certificate: cert, client-certificate-data: @CERT64@, client-key: key, client-key-data: @KEY64@")
	add("certificate file is missing", cluster, "client-certificate: none, client-key: key")
	add("key file is missing", cluster, "client-certificate: cert, client-key: none")
	add("both files are missing", cluster, "client-certificate: none, client-key: none2")
	add("CA and both files are missing", cluster+", certificate-authority: no-ca", "client-certificate: none, client-key: none2, token: t, username: u")
	add("certificate file is a directory", cluster, "client-certificate: d, client-key: key")
	add("certificate and key in one file", cluster, "client-certificate: both, client-key: both")
	add("certificate chain", cluster, "client-certificate: chain, client-key: key")
	add("key of another certificate, data", cluster, "client-certificate-data: @CERT64@, client-key-data: @OTHERKEY64@")
	add("key of another certificate, files", cluster, "client-certificate: cert, client-key: other")
	add("certificate data is text", cluster, "client-certificate-data: QQ==, client-key-data: @KEY64@")
	add("key data is text", cluster, "client-certificate-data: @CERT64@, client-key-data: QQ==")
	add("certificate data is a key", cluster, "client-certificate-data: @KEY64@, client-key-data: @KEY64@")
	add("key data is a certificate", cluster, "client-certificate-data: @CERT64@, client-key-data: @CERT64@")
	add("certificate flag", cluster, "", "--client-certificate", "flag-cert", "--client-key", "flag-key")
	add("certificate flag over files", cluster, "client-certificate: none, client-key: none", "--client-certificate=@DIR@/flag-cert", "--client-key=@DIR@/flag-key")
	add("certificate flag over data", cluster, "client-certificate-data: @CERT64@, client-key-data: @KEY64@", "--client-certificate", "flag-cert", "--client-key", "flag-key")
	add("certificate flag without key", cluster, "", "--client-certificate", "flag-cert")
	add("key flag only", cluster, user, "--client-key", "flag-key")
	add("certificate flag is missing", cluster, "", "--client-certificate", "none", "--client-key", "flag-key")
}

func proxyRules(r *rulebook) {
	for _, proxy := range []string{"http://p:3128", "https://p", "socks5://p:1080", "http://user:secret@p:3128", "http://user@p", "HTTP://P", "http://p/path?q", "http://[::1]:3128", "http://user:p%40ss@p", "http://p:80", "http://", "socks5://user:secret@p"} {
		r.config("proxy-url "+proxy, kubeconfig(cluster+`, proxy-url: "`+proxy+`"`, user))
	}
	for _, proxy := range []string{"socks5h://p", "socks4://p", "p:3128", "p", "ftp://p", "http//p", "http://p:port", "http://p x", "://p", "http://%zz", "localhost:3128", "1.2.3.4:3128"} {
		r.config("bad proxy-url "+proxy, kubeconfig(cluster+`, proxy-url: "`+proxy+`"`, user))
	}
	r.add("proxy-url beats the environment", home(kubeconfig(cluster+`, proxy-url: "http://own"`, user)), texts{"HTTPS_PROXY": "http://env", "NO_PROXY": "*"})
	r.add("proxy-url even for localhost", home(kubeconfig(`server: "https://localhost", proxy-url: "http://own"`, user)), nil)
	r.add("proxy-url stays with a server flag", home(kubeconfig(cluster+`, proxy-url: "http://own"`, user)), nil, "--server", "https://s")
	type proxies struct {
		server string
		env    texts
	}
	for _, c := range []proxies{
		{"https://h", texts{"HTTPS_PROXY": "http://p:1"}}, {"https://h", texts{"https_proxy": "http://p:1"}}, {"https://h", texts{"HTTPS_PROXY": "http://upper", "https_proxy": "http://lower"}}, {"https://h", texts{"HTTPS_PROXY": "", "https_proxy": "http://lower"}},
		{"https://h", texts{"HTTP_PROXY": "http://p"}}, {"http://h", texts{"HTTP_PROXY": "http://p"}}, {"http://h", texts{"http_proxy": "http://p"}}, {"http://h", texts{"HTTPS_PROXY": "http://p"}}, {"http://h", texts{"HTTP_PROXY": "http://p", "REQUEST_METHOD": "GET"}}, {"https://h", texts{"HTTPS_PROXY": "http://p", "REQUEST_METHOD": "GET"}},
		{"https://h", texts{"ALL_PROXY": "http://p"}}, {"https://h", texts{"HTTPS_PROXY": "p:3128"}}, {"https://h", texts{"HTTPS_PROXY": "p"}}, {"https://h", texts{"HTTPS_PROXY": "socks5://p"}}, {"https://h", texts{"HTTPS_PROXY": "socks5h://p"}}, {"https://h", texts{"HTTPS_PROXY": "socks4://p"}}, {"https://h", texts{"HTTPS_PROXY": "http://user:pw@p"}}, {"https://h", texts{"HTTPS_PROXY": "user:pw@p:1"}}, {"https://h", texts{"HTTPS_PROXY": "http://p:port"}}, {"https://h", texts{"HTTPS_PROXY": "http://%zz"}}, {"https://h", texts{"HTTPS_PROXY": ":1"}}, {"https://h", texts{"HTTPS_PROXY": "http://p/"}}, {"https://h", texts{"HTTPS_PROXY": "http://p/x?y"}}, {"https://h", texts{"HTTPS_PROXY": "HTTP://P"}}, {"https://h", texts{"HTTPS_PROXY": " http://p"}}, {"https://h", texts{"HTTPS_PROXY": "//p"}}, {"https://h", texts{"HTTPS_PROXY": "http:p"}}, {"https://h", texts{"HTTPS_PROXY": "[::1]:3128"}}, {"https://h", texts{"HTTPS_PROXY": "1.2.3.4:3128"}},
		{"https://localhost", texts{"HTTPS_PROXY": "http://p"}}, {"https://LOCALHOST:1", texts{"HTTPS_PROXY": "http://p"}}, {"https://127.0.0.1", texts{"HTTPS_PROXY": "http://p"}}, {"https://127.9.9.9:6443", texts{"HTTPS_PROXY": "http://p"}}, {"https://[::1]:6443", texts{"HTTPS_PROXY": "http://p"}}, {"https://localhost.example", texts{"HTTPS_PROXY": "http://p"}}, {"https://sub.localhost", texts{"HTTPS_PROXY": "http://p"}}, {"https://localhost.", texts{"HTTPS_PROXY": "http://p"}}, {"https://0.0.0.0", texts{"HTTPS_PROXY": "http://p"}}, {"https://[::ffff:127.0.0.1]", texts{"HTTPS_PROXY": "http://p"}},
	} {
		r.add("environment's proxy", home(kubeconfig(`server: "`+c.server+`"`, user)), c.env)
	}
	type exempt struct{ server, list string }
	for _, c := range []exempt{
		{"https://h", "h"}, {"https://h", "other,h"}, {"https://h", "other, h "}, {"https://h", "H"}, {"https://H", "h"}, {"https://h", "*"}, {"https://h", "a,*"}, {"https://h", ""}, {"https://h", ","}, {"https://h.a.b", "a.b"}, {"https://h.a.b", ".a.b"}, {"https://a.b", ".a.b"}, {"https://a.b", "a.b"}, {"https://xa.b", "a.b"}, {"https://h.a.b", "*.a.b"}, {"https://a.b", "*.a.b"}, {"https://h.a.b", "*a.b"}, {"https://h.a.b", "h.*"},
		{"https://h:6443", "h:6443"}, {"https://h:6443", "h:443"}, {"https://h", "h:443"}, {"https://h", "h:80"}, {"https://h.a.b:6443", ".a.b:6443"}, {"https://h.a.b:6443", ".a.b:1"}, {"https://h:6443", "h:"}, {"https://h", "https://h"}, {"https://h.", "h"}, {"https://h", "h."},
		{"https://10.1.2.3", "10.1.2.3"}, {"https://10.1.2.3:6443", "10.1.2.3:6443"}, {"https://10.1.2.3:6443", "10.1.2.3:1"}, {"https://10.1.2.3", "10.0.0.0/8"}, {"https://11.1.2.3", "10.0.0.0/8"}, {"https://10.1.2.3", "10.1.2.3/32"}, {"https://10.1.2.4", "10.1.2.3/31"}, {"https://10.1.2.3", "0.0.0.0/0"}, {"https://10.1.2.3", "10.0.0.0/33"}, {"https://10.1.2.3", "10.0.0.0/"}, {"https://10.1.2.3", "10."}, {"https://10.1.2.3", "10.1"}, {"https://10.1.2.3", ".2.3"}, {"https://10.1.2.3", "2.3"}, {"https://10.1.2.3", "10.1.2.03"}, {"https://10.1.2.3", "::ffff:10.1.2.3"}, {"https://h", "10.0.0.0/8"},
		{"https://[fd00::1]", "fd00::1"}, {"https://[fd00::1]:6443", "[fd00::1]:6443"}, {"https://[fd00::1]", "[fd00::1]"}, {"https://[fd00::1]", "fd00::/8"}, {"https://[FD00::1]", "fd00:0::1"}, {"https://[fe00::1]", "fd00::/8"}, {"https://[fd00::1]", "fd00::/129"}, {"https://[::ffff:10.1.2.3]", "10.0.0.0/8"},
		{"https://10.1.2.3", "localhost,127.0.0.0/8,10.0.0.0/8,.svc,.cluster.local"},
	} {
		r.add("NO_PROXY", home(kubeconfig(`server: "`+c.server+`"`, user)), texts{"HTTPS_PROXY": "http://p:1", "NO_PROXY": c.list})
	}
	r.add("no_proxy in lower case", home(kubeconfig(cluster, user)), texts{"HTTPS_PROXY": "http://p:1", "no_proxy": "h"})
	r.add("NO_PROXY before no_proxy", home(kubeconfig(cluster, user)), texts{"HTTPS_PROXY": "http://p:1", "NO_PROXY": "x", "no_proxy": "h"})
	r.add("NO_PROXY with a CA", home(kubeconfig(`server: "https://10.1.2.3", certificate-authority-data: @CA64@`, user)), texts{"HTTPS_PROXY": "http://p:1", "NO_PROXY": "10.0.0.0/8"})
}

func identityRules(r *rulebook) {
	beside := texts{"home/.kube/tok": " from-file\n", "home/.kube/empty": "", "home/.kube/spaces": " \n", "home/.kube/d/": "", "home/.kube/cert": "@CERT@", "home/.kube/key": "@KEY@", "home/.kube/lines": "a\nb\n"}
	add := func(name, user_ string, flags ...string) {
		r.add(name, home(kubeconfig(cluster, user_), beside), nil, flags...)
	}
	add("nobody", "")
	add("token", "token: t")
	add("token with spaces", `token: " t "`)
	add("basic", "username: jane, password: secret")
	add("basic with a colon", `username: "ja:ne", password: "se:cret"`)
	add("basic beyond ASCII", `username: "jäne", password: "ß☃"`)
	add("user name only", "username: jane")
	add("password only", "password: secret")
	add("token and basic", "token: t, username: jane, password: p")
	add("token and user name", "token: t, username: jane")
	add("token and password", "token: t, password: p")
	add("token file", "tokenFile: tok")
	add("token file beats token", "tokenFile: tok, token: t")
	add("token file is missing", "tokenFile: none")
	add("token file is missing next to a token", "tokenFile: none, token: t")
	add("token file is empty", "tokenFile: empty")
	add("token file is empty next to a token", "tokenFile: empty, token: t")
	add("token file is of spaces", "tokenFile: spaces")
	add("token file is a directory", "tokenFile: d")
	add("token file is a directory next to a token", "tokenFile: d, token: t")
	add("token file of two lines", "tokenFile: lines")
	add("token file and basic", "tokenFile: tok, username: jane, password: p")
	add("token flag", "", "--token", "flag")
	add("token flag replaces the token", "token: t", "--token=flag")
	add("token flag loses to a token file", "tokenFile: tok", "--token", "flag")
	add("token flag with a missing token file", "tokenFile: none", "--token", "flag")
	add("token flag and basic", "username: jane, password: p", "--token", "flag")
	add("empty token flag", "token: t", "--token", "")
	add("token flag that looks like a flag", "", "--token", "-n")
	add("token flag with equals signs", "", "--token=a=b==")
	add("user name and password flags", "", "--username", "jane", "--password", "secret")
	add("user name and password flags over basic", "username: other, password: other", "--username=jane", "--password=secret")
	add("user name flag and token", "token: t", "--username", "jane")
	add("password flag over basic", "username: jane, password: old", "--password", "new")
	add("password flag and token file", "tokenFile: tok", "--password", "new", "--username", "j")
	add("two problems at once", "token: t, username: j, as-groups: [g]")
	add("token and certificate", "token: t, client-certificate: cert, client-key: key")
	add("token flag and certificate", "client-certificate: cert, client-key: key", "--token", "flag")
	add("token file and certificate", "tokenFile: tok, client-certificate: cert, client-key: key")
}

func impersonationRules(r *rulebook) {
	for _, as := range []string{
		"as: jane", "as: jane, as-uid: \"7\"", "as: jane, as-groups: [a, b]", `as: jane, as-groups: ["a,b", "c d", ""]`, "as: jane, as-groups: []", "as: jane, as-user-extra: {scopes: [x, z]}", `as: jane, as-user-extra: {"a/b": [x], "c%d": [w], "e f": [z], "ü": [v]}`, `as: jane, as-user-extra: {"acme.io/Project": [One]}`, "as: jane, as-user-extra: {}", "as: jane, as-user-extra: {k: []}", "as: system:serviceaccount:ns:sa", `as: "jäne"`, `as: jane, as-user-extra: {"": [x]}`, `as: jane, as-user-extra: {"~!#$&'*+-.^_|": [x], "()<>@,;:[]?={}": [w]}`,
		"as-uid: \"7\"", "as-groups: [g]", "as-user-extra: {k: [v]}", "as-groups: []", "as-user-extra: {}", "as-user-extra: {k: []}", "as: \"\", as-groups: [g]",
	} {
		r.config("impersonate "+as, kubeconfig(cluster, user+", "+as))
	}
	for _, flags := range [][]string{
		{"--as", "root"}, {"--as=root", "--as-group=a", "--as-group", "b"}, {"--as", "root", "--as-group", "a,b"}, {"--as", "root", "--as-uid", "9"}, {"--as-group", "a"}, {"--as-uid", "9"}, {"--as-uid", "9", "--as-group", "a"}, {"--as", ""}, {"--as", "root", "--as-group", ""}, {"--as_group", "a", "--as", "r"},
	} {
		r.config("impersonate "+strings.Join(flags, " "), kubeconfig(cluster, user), flags...)
		r.config("impersonate over the file "+strings.Join(flags, " "), kubeconfig(cluster, user+`, as: jane, as-uid: "7", as-groups: [old], as-user-extra: {k: [v]}`), flags...)
	}
	r.config("impersonate without credentials", kubeconfig(cluster, "as: jane"))
}

func execRules(r *rulebook) {
	const v1, beta = "apiVersion: client.authentication.k8s.io/v1", "apiVersion: client.authentication.k8s.io/v1beta1"
	full := "command: get-token, " + v1 + ", interactiveMode: Never"
	beside := texts{"home/.kube/tok": "t", "home/.kube/empty": "", "home/.kube/cert": "@CERT@", "home/.kube/key": "@KEY@"}
	add := func(name, user_ string, flags ...string) {
		r.add(name, home(kubeconfig(cluster, user_), beside), nil, flags...)
	}
	add("exec v1", "exec: {"+full+"}")
	add("exec v1beta1", "exec: {command: get-token, "+beta+"}")
	add("exec with arguments", "exec: {"+full+`, args: ["--a", "b c", ""]}`)
	add("exec with environment", "exec: {"+full+`, env: [{name: A, value: b}, {name: A, value: c}, {name: B}]}`)
	add("exec with an absolute command", "exec: {command: /opt/none/get-token, "+v1+", interactiveMode: IfAvailable}")
	add("exec with a relative command", "exec: {command: ./get-token, "+v1+", interactiveMode: Never}")
	add("exec with a relative command in a directory", "exec: {command: bin/get-token, "+v1+", interactiveMode: Never}")
	add("exec with dots", "exec: {command: ../../get-token, "+v1+", interactiveMode: Never}")
	add("exec always interactive", "exec: {command: get-token, "+v1+", interactiveMode: Always}")
	add("exec v1 without mode", "exec: {command: get-token, "+v1+"}")
	add("exec of another mode", "exec: {command: get-token, "+v1+", interactiveMode: Maybe}")
	add("exec v1beta1 of another mode", "exec: {command: get-token, "+beta+", interactiveMode: never}")
	add("exec v1alpha1", "exec: {command: get-token, apiVersion: client.authentication.k8s.io/v1alpha1, interactiveMode: Never}")
	add("exec v1alpha1 without mode", "exec: {command: get-token, apiVersion: client.authentication.k8s.io/v1alpha1}")
	add("exec of another group", "exec: {command: get-token, apiVersion: v1, interactiveMode: Never}")
	add("exec without version", "exec: {command: get-token}")
	add("exec without command", "exec: {"+v1+", interactiveMode: Never}")
	add("exec of nothing", "exec: {}")
	add("exec null", "exec: null")
	add("exec is a word", "exec: get-token")
	add("exec args are a word", "exec: {"+full+", args: a}")
	add("exec args hold numbers", "exec: {"+full+", args: [1]}")
	add("exec args are null", "exec: {"+full+", args: null}")
	add("exec env without name", "exec: {"+full+", env: [{value: b}, {name: \"\", value: c}]}")
	add("exec env is a map", "exec: {"+full+", env: {A: b}}")
	add("exec env holds null", "exec: {"+full+", env: [{name: A, value: null}]}")
	add("exec env holds a number", "exec: {"+full+", env: [{name: A, value: 1}]}")
	add("exec env is null", "exec: {"+full+", env: null}")
	add("exec with a hint", "exec: {"+full+`, installHint: "get \x1b[1m it"}`)
	add("exec wants to know the cluster", "exec: {"+full+", provideClusterInfo: true}")
	add("exec cluster info is a word", "exec: {"+full+", provideClusterInfo: a}")
	add("exec and token", "token: t, exec: {"+full+"}")
	add("exec and token flag", "exec: {"+full+"}", "--token", "flag")
	add("exec and token file", "tokenFile: tok, exec: {"+full+"}")
	add("exec and an empty token file", "tokenFile: empty, exec: {"+full+"}")
	add("exec and basic", "username: j, password: p, exec: {"+full+"}")
	add("exec and user name", "username: j, exec: {"+full+"}")
	add("exec and password", "password: p, exec: {"+full+"}")
	add("exec and certificate", "client-certificate: cert, client-key: key, exec: {"+full+"}")
	add("exec and certificate data", "client-certificate-data: @CERT64@, client-key-data: @KEY64@, exec: {"+full+"}")
	add("exec and key only", "client-key: key, exec: {"+full+"}")
	add("exec and impersonation", "as: jane, exec: {"+full+"}")
	add("exec of a bad version and token", "token: t, exec: {command: c, apiVersion: v0, interactiveMode: Never}")
	add("exec without command and token", "token: t, exec: {"+v1+", interactiveMode: Never}")
	add("exec and auth provider", "exec: {"+full+"}, auth-provider: {name: oidc}")
	add("exec with many problems", "exec: {env: [{value: v}], interactiveMode: X}, auth-provider: {name: oidc}, token: t, username: u")
	add("exec with unknown fields", "exec: {"+full+", colour: blue}")
	r.config("exec and an insecure cluster with information", kubeconfig(cluster+", insecure-skip-tls-verify: true, extensions: [{name: client.authentication.k8s.io/exec, extension: {a: 1}}]", "exec: {"+full+", provideClusterInfo: true}"))
	r.config("exec and a missing CA", kubeconfig(cluster+", certificate-authority: none", "exec: {"+full+", provideClusterInfo: true}"))
	r.config("extensions is a word", kubeconfig(cluster+", extensions: a", user))
	r.config("extensions hold duplicates", kubeconfig(cluster+", extensions: [{name: a, extension: {}}, {name: a, extension: {}}]", user))
	r.config("extension is a word", kubeconfig(cluster+", extensions: [{name: client.authentication.k8s.io/exec, extension: a}]", user))
	r.config("extension is null", kubeconfig(cluster+", extensions: [{name: client.authentication.k8s.io/exec}]", user))
	r.config("extension is a typed object", kubeconfig(cluster+", extensions: [{name: e, extension: {apiVersion: v1, kind: Pod}}]", user))
	r.config("user extensions", kubeconfig(cluster, user+", extensions: [{name: e, extension: {a: 1}}]"))
}

func providerRules(r *rulebook) {
	issuer := `idp-issuer-url: "https://127.0.0.1:1", client-id: kubectl`
	future, past := idToken(`{"exp":4102444800}`), idToken(`{"exp":1500000000}`)
	for _, c := range [][2]string{
		{"gcp", "auth-provider: {name: gcp}"}, {"azure", "auth-provider: {name: azure, config: {a: b}}"}, {"openstack", "auth-provider: {name: openstack}"}, {"without a name", "auth-provider: {}"}, {"of an empty name", `auth-provider: {name: ""}`}, {"null", "auth-provider: null"}, {"is a word", "auth-provider: oidc"}, {"whose config is a word", "auth-provider: {name: oidc, config: a}"}, {"whose config holds a number", "auth-provider: {name: oidc, config: {a: 1}}"}, {"whose config holds null", "auth-provider: {name: oidc, config: {a: null, " + issuer + ", id-token: " + future + "}}"},
		{"oidc with a good token", "auth-provider: {name: oidc, config: {" + issuer + ", id-token: " + future + "}}"}, {"oidc without issuer", "auth-provider: {name: oidc, config: {client-id: c, id-token: " + future + "}}"}, {"oidc without client", `auth-provider: {name: oidc, config: {idp-issuer-url: "https://i", id-token: ` + future + "}}"}, {"oidc without config", "auth-provider: {name: oidc}"}, {"oidc with an expired token", "auth-provider: {name: oidc, config: {" + issuer + ", id-token: " + past + "}}"}, {"oidc without token", "auth-provider: {name: oidc, config: {" + issuer + "}}"}, {"oidc with an empty token", "auth-provider: {name: oidc, config: {" + issuer + `, id-token: ""}}`}, {"oidc with an expired and a refresh token", "auth-provider: {name: oidc, config: {" + issuer + ", refresh-token: r, id-token: " + past + "}}"}, {"oidc with a good and a refresh token", "auth-provider: {name: oidc, config: {" + issuer + ", refresh-token: r, id-token: " + future + "}}"}, {"oidc with only a refresh token", "auth-provider: {name: oidc, config: {" + issuer + ", refresh-token: r}}"},
		{"oidc with a token of one part", "auth-provider: {name: oidc, config: {" + issuer + ", id-token: abc}}"}, {"oidc with a token of four parts", "auth-provider: {name: oidc, config: {" + issuer + ", id-token: a.b.c.d}}"}, {"oidc with a token of bad base64", `auth-provider: {name: oidc, config: {` + issuer + `, id-token: "a.*.c"}}`}, {"oidc with a padded token", `auth-provider: {name: oidc, config: {` + issuer + `, id-token: "a.e30=.c"}}`}, {"oidc with a token of no JSON", "auth-provider: {name: oidc, config: {" + issuer + ", id-token: " + idToken("x") + "}}"}, {"oidc with a token without exp", "auth-provider: {name: oidc, config: {" + issuer + ", id-token: " + idToken("{}") + "}}"}, {"oidc with a fraction as exp", "auth-provider: {name: oidc, config: {" + issuer + ", id-token: " + idToken(`{"exp":4102444800.5}`) + "}}"}, {"oidc with a great exp", "auth-provider: {name: oidc, config: {" + issuer + ", id-token: " + idToken(`{"exp":4.1e9}`) + "}}"}, {"oidc with a word as exp", "auth-provider: {name: oidc, config: {" + issuer + ", id-token: " + idToken(`{"exp":"soon"}`) + "}}"}, {"oidc with a number in quotes as exp", "auth-provider: {name: oidc, config: {" + issuer + ", id-token: " + idToken(`{"exp":"4102444800"}`) + "}}"}, {"oidc with null as exp", "auth-provider: {name: oidc, config: {" + issuer + ", id-token: " + idToken(`{"exp":null}`) + "}}"}, {"oidc with EXP", "auth-provider: {name: oidc, config: {" + issuer + ", id-token: " + idToken(`{"EXP":4102444800}`) + "}}"}, {"oidc with a list as claims", "auth-provider: {name: oidc, config: {" + issuer + ", id-token: " + idToken(`[]`) + "}}"},
		{"gcp and token", "token: t, auth-provider: {name: gcp}"}, {"oidc and token", "token: t, auth-provider: {name: oidc, config: {" + issuer + ", id-token: " + future + "}}"}, {"expired oidc and token", "token: t, auth-provider: {name: oidc, config: {" + issuer + ", id-token: " + past + "}}"}, {"oidc without config and token", "token: t, auth-provider: {name: oidc}"}, {"oidc and basic", "username: u, password: p, auth-provider: {name: oidc, config: {" + issuer + ", id-token: " + future + "}}"}, {"oidc and certificate", "client-certificate-data: @CERT64@, client-key-data: @KEY64@, auth-provider: {name: oidc, config: {" + issuer + ", id-token: " + future + "}}"}, {"expired oidc and certificate", "client-certificate-data: @CERT64@, client-key-data: @KEY64@, auth-provider: {name: oidc, config: {" + issuer + ", id-token: " + past + "}}"}, {"unknown and certificate", "client-certificate-data: @CERT64@, client-key-data: @KEY64@, auth-provider: {name: x}"}, {"oidc and impersonation", "as: jane, auth-provider: {name: oidc, config: {" + issuer + ", id-token: " + future + "}}"},
		{"oidc with a bad CA", "auth-provider: {name: oidc, config: {" + issuer + `, idp-certificate-authority-data: "*", id-token: ` + future + "}}"}, {"oidc with a missing CA", "auth-provider: {name: oidc, config: {" + issuer + `, idp-certificate-authority: none, id-token: ` + future + "}}"},
	} {
		r.config("auth provider "+c[0], kubeconfig(cluster, c[1]))
	}
	r.config("auth provider and token flag", kubeconfig(cluster, "auth-provider: {name: oidc, config: {"+issuer+", id-token: "+past+"}}"), "--token", "t")
	r.config("auth provider gcp and plain http", kubeconfig(`server: "http://h"`, "auth-provider: {name: gcp}"))
}

func podRules(r *rulebook) {
	pod := texts{"token": "pod-token\n", "ca.crt": "@CA@", "namespace": "pod-ns\n"}
	with := func(name, text string) texts {
		changed := maps.Clone(pod)
		changed[name] = text
		return changed
	}
	without := func(name string) texts {
		changed := maps.Clone(pod)
		delete(changed, name)
		return changed
	}
	file := home(kubeconfig(cluster, user))
	r.inPod("pod", pod, nil, nil)
	r.inPod("pod of IPv6", pod, nil, texts{"KUBERNETES_SERVICE_HOST": "fd00::1"})
	r.inPod("pod of a host name", pod, nil, texts{"KUBERNETES_SERVICE_HOST": "kubernetes.default", "KUBERNETES_SERVICE_PORT": "6443"})
	r.inPod("pod without host", pod, file, texts{"KUBERNETES_SERVICE_HOST": ""})
	r.inPod("pod without port", pod, file, texts{"KUBERNETES_SERVICE_PORT": ""})
	r.inPod("pod without namespace", without("namespace"), nil, nil)
	r.inPod("pod of an empty namespace", with("namespace", " \n"), nil, nil)
	r.inPod("pod without CA", without("ca.crt"), nil, nil)
	r.inPod("pod with a bad CA", with("ca.crt", "text"), nil, nil)
	r.inPod("pod with an empty CA", with("ca.crt", ""), nil, nil)
	r.inPod("pod with an empty token", with("token", ""), nil, nil)
	r.inPod("pod without token", without("token"), file, nil)
	r.inPod("pod whose token is a directory", texts{"token/": "", "namespace": "pod-ns"}, file, nil)
	r.inPod("pod with POD_NAMESPACE", pod, nil, texts{"POD_NAMESPACE": "env-ns"})
	r.inPod("pod with an empty POD_NAMESPACE", pod, nil, texts{"POD_NAMESPACE": ""})
	r.inPod("pod with a kubeconfig", pod, file, nil)
	r.inPod("pod with a kubeconfig and POD_NAMESPACE", pod, file, texts{"POD_NAMESPACE": "env-ns"})
	r.inPod("pod with a kubeconfig with namespace", pod, home(kubeconfigIn("own", cluster, user)), texts{"POD_NAMESPACE": "env-ns"})
	r.inPod("pod with a kubeconfig with namespace default", pod, home(kubeconfigIn("default", cluster, user)), nil)
	r.inPod("pod with a kubeconfig and --namespace", pod, file, nil, "-n", "flag")
	r.inPod("pod and --namespace", pod, nil, nil, "-n", "flag")
	r.inPod("pod and --token", pod, nil, nil, "--token", "mine")
	r.inPod("pod and --server", pod, nil, nil, "--server", "https://other")
	r.inPod("pod and --server of the default", pod, nil, nil, "--server", "http://localhost:8080")
	r.inPod("pod and --server and --token", pod, nil, nil, "--server", "https://other", "--token", "mine")
	r.inPod("pod and --certificate-authority", pod, texts{"flag-ca": "@CERT@"}, nil, "--certificate-authority", "flag-ca")
	r.inPod("pod and a missing --certificate-authority", pod, nil, nil, "--certificate-authority", "none")
	r.inPod("pod and --insecure-skip-tls-verify", pod, nil, nil, "--insecure-skip-tls-verify")
	r.inPod("pod and --tls-server-name", pod, nil, nil, "--tls-server-name", "sn")
	r.inPod("pod and basic", pod, nil, nil, "--username", "u", "--password", "p")
	r.inPod("pod and basic and token", pod, nil, nil, "--username", "u", "--token", "t")
	r.inPod("pod and a certificate", pod, texts{"cert": "@CERT@", "key": "@KEY@"}, nil, "--client-certificate", "cert", "--client-key", "key")
	r.inPod("pod and a certificate without key", pod, texts{"cert": "@CERT@"}, nil, "--client-certificate", "cert")
	r.inPod("pod and --as", pod, nil, nil, "--as", "root")
	r.inPod("pod and --as-group", pod, nil, nil, "--as-group", "g")
	r.inPod("pod and --request-timeout", pod, nil, nil, "--request-timeout", "5s")
	r.inPod("pod and --request-timeout of zero", pod, nil, nil, "--request-timeout", "0s")
	r.inPod("pod and --disable-compression", pod, nil, nil, "--disable-compression")
	r.inPod("pod and an unknown --context", pod, nil, nil, "--context", "x")
	r.inPod("pod and an unknown --user", pod, nil, nil, "--user", "x")
	r.inPod("pod and a missing --kubeconfig", pod, nil, nil, "--kubeconfig", "none")
	r.inPod("pod and an empty kubeconfig", pod, home(""), nil)
	r.inPod("pod and a kubeconfig without current-context", pod, home(strings.Replace(kubeconfig(cluster, user), "current-context: x\n", "", 1)), nil)
	r.inPod("pod and a dangling current-context", pod, home("current-context: x\n"), nil)
	r.inPod("pod and a bad kubeconfig", pod, home("kind: Pod"), nil)
	r.inPod("pod and a context without cluster", pod, home("current-context: x\ncontexts: [{name: x, context: {user: u, namespace: own}}]\nusers: [{name: u, user: {token: t}}]\n"), nil)
	r.inPod("pod and a context of a missing cluster", pod, home("current-context: x\ncontexts: [{name: x, context: {cluster: gone}}]\n"), nil)
	r.inPod("pod and an impersonating user without cluster", pod, home("current-context: x\ncontexts: [{name: x, context: {user: u}}]\nusers: [{name: u, user: {as: jane, as-groups: [g]}}]\n"), nil)
	r.inPod("pod and KUBERNETES_MASTER and --as", pod, nil, texts{"KUBERNETES_MASTER": "https://master"}, "--as", "root")
	r.inPod("pod and a kubeconfig of the default server", pod, home(kubeconfig(`server: "http://localhost:8080"`, user)), nil)
	r.inPod("pod and a kubeconfig of the default server with a proxy", pod, home(kubeconfig(`server: "http://localhost:8080", proxy-url: "http://p"`, user)), nil)
	r.inPod("pod and KUBECONFIG of a colon", pod, file, texts{"KUBECONFIG": ":"})
	r.inPod("pod and KUBERNETES_MASTER", pod, nil, texts{"KUBERNETES_MASTER": "https://master"})
	r.inPod("pod and KUBERNETES_MASTER and a token", pod, nil, texts{"KUBERNETES_MASTER": "https://master"}, "--token", "t")
	r.inPod("pod and KUBERNETES_MASTER of plain http", pod, nil, texts{"KUBERNETES_MASTER": "http://master"})
	r.inPod("pod behind a proxy", pod, nil, texts{"HTTPS_PROXY": "http://p"})
	r.inPod("pod behind a proxy with NO_PROXY", pod, nil, texts{"HTTPS_PROXY": "http://p", "NO_PROXY": "10.0.0.0/8"})
}

func flagRules(r *rulebook) {
	for _, timeout := range []string{"0", "0s", "5", "1s", "1m30s", "1.5h", "100ms", "+5", "007", "1us", "1µs", "-1s", ""} {
		r.config("timeout "+timeout, kubeconfig(cluster, user), "--request-timeout="+timeout)
	}
	for _, timeout := range []string{"-1", "5x", "s", "1", "1s5", "1 s", "five", "1.s.", ".s", "1e3", "0x5", "5S", "9223372036854775807h", "1_0"} {
		r.config("odd timeout "+timeout, kubeconfig(cluster, user), "--request-timeout="+timeout)
	}
	r.config("a bad timeout and a missing file", kubeconfig(cluster+", certificate-authority: none", user), "--request-timeout=x")
	r.config("cache directory", kubeconfig(cluster, user), "--cache-dir", "/tmp/x")
	r.config("underscores", kubeconfig(cluster, user), "--tls_server_name=sn", "--insecure_skip_tls_verify")
	r.config("a flag twice", kubeconfig(cluster, user), "--server=https://one", "--server=https://two")
	r.config("an empty server flag", kubeconfig(cluster, user), "--server=")
	r.config("booleans", kubeconfig(cluster, user), "--insecure-skip-tls-verify=1", "--disable-compression=t")
	r.config("a bad boolean", kubeconfig(cluster, user), "--insecure-skip-tls-verify=maybe")
	r.config("a boolean takes no word", kubeconfig(cluster, user), "--insecure-skip-tls-verify", "--disable-compression=F")
	r.config("a short flag joined", kubeconfig(cluster, user), "-nshop", "-shttps://s")
	r.config("short flags with equals signs", kubeconfig(cluster, user), "-n=shop", "-s=https://s")
	r.config("an unknown short flag", kubeconfig(cluster, user), "-z")
	r.config("a short flag without value", kubeconfig(cluster, user), "-n")
	r.config("a server that looks like a flag", kubeconfig(cluster, user), "--tls-server-name", "--server")
	r.config("an empty value", kubeconfigIn("own", cluster, user), "-n", "", "--tls-server-name", "")
}
