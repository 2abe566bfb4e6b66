package main

import (
	"time"

	db "github.com/anchore/grype/grype/db/v6"
)

var alpine = &db.OperatingSystem{Name: "alpine", ReleaseID: "alpine", MajorVersion: "3", MinorVersion: "10"}

// What is known of the packages in the testbed's images.
var advisories = []advisory{
	{
		provider:    "github",
		id:          "GHSA-jf85-cpcp-j695",
		cve:         "CVE-2019-10744",
		description: "Prototype pollution in lodash. Versions before 4.17.12 can be tricked into changing Object.prototype.",
		url:         "https://github.com/advisories/GHSA-jf85-cpcp-j695",
		severity:    "critical",
		cvss:        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:H",
		published:   time.Date(2019, time.July, 10, 0, 0, 0, 0, time.UTC),
		ecosystem:   "npm",
		name:        "lodash",
		scheme:      "semver",
		affected:    "<4.17.12",
		fixed:       "4.17.12",
	},
	{
		provider:    "github",
		id:          "GHSA-gq9m-qvpx-68hc",
		cve:         "CVE-2019-14806",
		description: "Werkzeug before 0.15.3 in a container has too little randomness in the debugger's PIN.",
		url:         "https://github.com/advisories/GHSA-gq9m-qvpx-68hc",
		severity:    "high",
		cvss:        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N",
		published:   time.Date(2019, time.August, 21, 0, 0, 0, 0, time.UTC),
		ecosystem:   "python",
		name:        "werkzeug",
		scheme:      "python",
		affected:    "<0.15.3",
		fixed:       "0.15.3",
	},
	{
		provider:    "github",
		id:          "GHSA-jfh8-c2jp-5v3q",
		cve:         "CVE-2021-44228",
		description: "Remote code execution in Log4j 2 when logs contain a string that an attacker chooses.",
		url:         "https://github.com/advisories/GHSA-jfh8-c2jp-5v3q",
		severity:    "critical",
		cvss:        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H",
		published:   time.Date(2021, time.December, 10, 0, 0, 0, 0, time.UTC),
		ecosystem:   "java-archive",
		name:        "org.apache.logging.log4j:log4j-core",
		scheme:      "maven",
		affected:    ">=2.13.0,<2.15.0",
		fixed:       "2.15.0",
	},
	{
		provider:    "alpine",
		id:          "CVE-2019-1549",
		description: "OpenSSL 1.1.1 did not protect its random number generator against a fork.",
		url:         "https://www.openssl.org/news/secadv/20190910.txt",
		severity:    "medium",
		published:   time.Date(2019, time.September, 10, 0, 0, 0, 0, time.UTC),
		os:          alpine,
		ecosystem:   "apk",
		name:        "openssl",
		scheme:      "apk",
		affected:    "<1.1.1d-r0",
		fixed:       "1.1.1d-r0",
	},
}
