package main

// Made once with openssl; they open nothing. CERT belongs to KEY and is signed by CA.
var pemFiles = map[string]string{
	"CA": `-----BEGIN CERTIFICATE-----
MIIBcDCCARegAwIBAgIUF0SHvRTQTZanxFOwTha7xYEmTOMwCgYIKoZIzj0EAwIw
DTELMAkGA1UEAwwCY2EwIBcNMjYxMTIzMDQzNjE5WhgPMjEyNjEwMzAwNDM2MTla
MA0xCzAJBgNVBAMMAmNhMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEBN0D3nWY
mWl4E2eg8qsWwkVPndJ10xG+Redf9KthTAliZFhAwsddCU1BmLaWKTtffu2squ1V
lHYsndf/pcjtXaNTMFEwHQYDVR0OBBYEFIkZG+ntlRSPqlQRqyiUtWyHMK+rMB8G
A1UdIwQYMBaAFIkZG+ntlRSPqlQRqyiUtWyHMK+rMA8GA1UdEwEB/wQFMAMBAf8w
CgYIKoZIzj0EAwIDRwAwRAIgfJpc3asX4RDALaRbFn4o1wtnre/K/v6/9c6C4Rd3
Y/UCID4+6dDPuug5h3MwWm1iMEoSPgCjZinxeEahukzWR2gu
-----END CERTIFICATE-----
`,
	"CERT": `-----BEGIN CERTIFICATE-----
MIIBEzCBuwIBAjAKBggqhkjOPQQDAjANMQswCQYDVQQDDAJjYTAgFw0yNjExMjMw
NDM2MTlaGA8yMTI2MTAzMDA0MzYxOVowHjENMAsGA1UECgwEZGV2czENMAsGA1UE
AwwEamFuZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABCP8BYzBJmzUMvSqrenh
K17A+z9/YPXlgyK5z6Iy6Fb8BjNj7LNRwenMUcCHw3bEmFILb9teFhPbBZjxLhfh
yvYwCgYIKoZIzj0EAwIDRwAwRAIgerM+8IsnNrcc7BUO9kXCbfiQhjjZPDWjXFyg
4XlEcHkCICceiIfNhfTidjh1ZqXBOsSY2oDM2DRoNDH6m33+nXti
-----END CERTIFICATE-----
`,
	"KEY": `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgxVp/XDZI0r2ujzVq
8kaPSu6LIABRG9S/yb4kucumzpKhRANCAAQj/AWMwSZs1DL0qq3p4StewPs/f2D1
5YMiuc+iMuhW/AYzY+yzUcHpzFHAh8N2xJhSC2/bXhYT2wWY8S4X4cr2
-----END PRIVATE KEY-----
`,
	"OTHERKEY": `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgDkeTMTMmqUNGvyb1
dxQ75YR4aNMJT2J9krHA3zQ6ZMyhRANCAATOuB1LhCkI67sGK00WjEZE/jwnk6v7
3n8q1ULHKYixKP+g9pkqLyQuCm/cCMkvB6ExQlCs7lvor6Aur8a16J/d
-----END PRIVATE KEY-----
`,
}

// pem returns pairs for a strings.Replacer: @CERT@ is the text, @CERT64@ its base64.
func pem() []string {
	var pairs []string
	for name, text := range pemFiles {
		pairs = append(pairs, "@"+name+"@", text, "@"+name+"64@", encoded(text))
	}
	return pairs
}
