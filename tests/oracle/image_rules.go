package main

import "strings"

const hex64 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

func imageRules() []ImageVector {
	digest := "@sha256:" + hex64
	images := []string{
		// Docker Hub and its names
		"nginx", "nginx:1.25", "nginx:latest", "library/nginx", "acme/app", "acme/team/app", "docker.io/nginx", "docker.io/library/nginx", "docker.io/acme/app", "index.docker.io/nginx", "index.docker.io/acme/app:1",
		"index.docker.io", "docker.io", "docker.io/", "registry-1.docker.io/acme/app", "Docker.io/nginx", "INDEX.docker.io/nginx", "docker.io/docker.io/nginx", "docker.io:443/nginx", "index.docker.io:443/nginx", "docker.io/a/b/c", "library/library", "library/",
		// what is a domain
		"localhost", "localhost/app", "localhost:5000", "localhost:5000/app", "localhost:5000/app:1", "LOCALHOST/app", "Localhost:80/app", "myhost/app", "MyHost/app", "MYHOST/app:1", "myHost", "myhost:5000/app", "my.host/app", "my-host/app", "my-host.example.com/app",
		"example.com", "example.com:80", "example.com/app", "EXAMPLE.com/app", "example.com./app", ".example.com/app", "example..com/app", "-example.com/app", "example-.com/app", "example.-com/app", "exam--ple.com/app", "1.2.3.4/app", "1.2.3.4:5000/app", "256.256.256.256/app", "a.b.c.d.e.f/app",
		"host_with_underscore.example.com/app", "host__with.example.com/app", "host___with.example.com/app", "host_with_underscore.example.com:5000/app", "host_.example.com/app", "a_b/app", "a_b:80", "A_b/app", "a.b_c/d:1" + digest, "_a.b/c",
		"example.com:0/app", "example.com:99999999/app", "example.com:/app", "example.com:port/app", "example.com:80:90/app", "example.com:-1/app", "example.com:80a/app", ":80/app", "/app", "//app", "example.com//app", "example.com/", "example.com/app/",
		"[::1]/app", "[::1]:5000/app", "[2001:db8::1]:5000/app:1", "[2001:DB8::1]/app", "[fe80::1%25eth0]/app", "[::ffff:1.2.3.4]/app", "[]/app", "[:]/app", "[::1]", "[::1/app", "::1]/app", "::1/app", "[::1]x/app", "[::1]:/app", "[g::1]/app", "2001:db8::1/app", "x[::1]/app",
		"https://example.com/app", "http://nginx", "docker://nginx", "docker-pullable://nginx" + digest, "user@example.com/app", "example.com/app?x", "example.com/app#x", "xn--bcher-kva.example/app", "b\u00fccher.example/app", "example.com/b\u00fccher", "\u212aelvin/app", "example.com/\u212a", "example.com/app:\u212a", "\u017f/app",
		// upper case
		"Nginx", "nginX", "library/Nginx", "example.com/App", "example.com/team/App:1", "example.com/app:V1", "example.com/app:LATEST", "App/app", "app/App", "nginx:V1.0-RC", "example.com/a:b/C",
		// path components
		"a", "0", "a.b", "a..b", "a_b", "a__b", "a___b", "a-b", "a--b", "a-----b", "a._b", "a.-b", "a_-b", "a-_b", "a-.b", ".a", "a.", "_a", "a_", "-a", "a-", "a.b_c__d-e---f", "x/.a", "x/a.", "x/a/-b", "x/a//b", "x//a", "a/b/", "a/ b", "a b", " a", "a ", "\ta", "a\n", "a\x00", "", " ", "/", ":", "@", "a/b/c/d/e/f/g/h",
		"a~b", "a+b", "a,b", "a=b", "a&b", "a$b", "a!b", "a*b", "a(b)", "a'b", "a\"b", "a\\b", "a%b", "a%20b", "a<b>", "a|b", "a;b", "a{b}", "\xff", "a\xff/b", "a/b\xc3", "\x7f", "\x1b[31m", "caf\u00e9", "\u540d", "a\u202eb",
		"_catalog", "x/_catalog", "manifests/latest", "v2/app", "x/y/blobs",
		// tags
		"a:", "a:b", "a:_", "a:-", "a:.", "a:-b", "a:.b", "a:_b", "a:b.", "a:b-", "a:b_", "a:1", "a:1.2.3", "a:b:c", "a:b:", "a::b", "a:b/c", "a:b c", "a: b", "a:b ", "a:b+c", "a:\u00e9", "a:" + strings.Repeat("t", 128), "a:" + strings.Repeat("t", 129), "x/a:b@", "x/a:@" + digest, "a@", "a@b", "example.com:80/a:80", "a:latest",
		// digests
		"a" + digest, "a:1" + digest, "x/a" + digest, "example.com/a" + digest, "example.com:80/a:v1" + digest, "a:latest" + digest,
		"a@sha256:", "a@sha256", "a@:" + hex64, "a@" + hex64, "a@sha256:" + hex64[1:], "a@sha256:" + hex64 + "0", "a@sha256:" + hex64[:32], "a@sha256:" + hex64[:31], "a@sha256:" + strings.ToUpper(hex64), "a@SHA256:" + hex64, "x/a:b@SHA256:" + hex64, "a@sha256:" + hex64[:63] + "g", "a@sha256:" + hex64[:63] + "-",
		"a@sha384:" + hex64 + hex64[:32], "a@sha384:" + hex64, "a@sha512:" + hex64 + hex64, "a@sha512:" + hex64, "a@sha1:" + hex64[:40], "a@md5:" + hex64[:32], "a@sha256+b64:" + hex64, "a:b@Sha256:" + hex64, "a:b@sha256+B64:" + hex64, "a@sha-256:" + hex64, "a@sha_256:" + hex64, "a@sha.a:" + hex64, "a@sha..a:" + hex64, "a@sha.:" + hex64, "a@1sha:" + hex64, "a@sha512:" + strings.ToUpper(hex64+hex64), "a:b@sha512:" + strings.ToUpper(hex64+hex64),
		"a" + digest + digest, "a" + digest + ":1", "a" + digest + "/b", "a" + digest + " ", "@sha256:" + hex64, "sha256:" + hex64, "sha256:" + hex64[:12], "sha256/" + hex64, "x/sha256:" + hex64,
		// an image ID is no name
		hex64, hex64[:63], hex64 + "0", strings.ToUpper(hex64), hex64 + ":1", hex64 + digest, "x/" + hex64, "docker.io/" + hex64, "library/" + hex64,
		// lengths
		strings.Repeat("a", 247), strings.Repeat("a", 248), strings.Repeat("a", 255), strings.Repeat("a", 256), "x/" + strings.Repeat("a", 253), "x/" + strings.Repeat("a", 254), "example.com/" + strings.Repeat("a", 255), "example.com/" + strings.Repeat("a", 256), "example.com/" + strings.Repeat("a/", 127) + "a", "example.com/" + strings.Repeat("a/", 128) + "a", strings.Repeat("a.", 200) + "com/app", "a_b." + strings.Repeat("c", 250) + "/a", strings.Repeat("a", 256) + "@sha1:" + hex64[:40], strings.Repeat("A", 300), strings.Repeat("a", 256) + ":-",
	}
	var vectors []ImageVector
	for _, image := range images {
		vectors = append(vectors, ImageVector{Image: Bytes(image)})
	}
	return vectors
}
