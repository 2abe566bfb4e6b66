# The images and databases that `up` publishes, as OCI layouts in the cache.

IMAGES=$KSCAN_CACHE/images-$(content_key "$TESTBED"/{oci.py,scanner/pause.c,scanner/fixtures/*.yaml,lib/images.sh,scanner/go.sum} <(echo "$SCANNER_BIN $GRYPE_BIN"))
DOWNLOADS=$KSCAN_CACHE/downloads

# file, SHA-256, address
SOURCES=(
  "lodash-4.17.4.tgz f14bfa44822bd45ec6ae995f8c5a0067cfddc680e74f105b03c8e28a9104c59d https://registry.npmjs.org/lodash/-/lodash-4.17.4.tgz"
  "lodash-4.17.21.tgz 6a087ac9e5702a0c9d60fbcd48696012646ec8df1491dea472b150e79fcaf804 https://registry.npmjs.org/lodash/-/lodash-4.17.21.tgz"
  "werkzeug-0.14.1.whl d5da73735293558eb1651ee2fddc4d0dedcfa06538b8813a2e20011583c9e49b https://files.pythonhosted.org/packages/20/c4/12e3e56473e52375aa29c4764e70d1b8f3efa6682bef8d0aae04fe335243/Werkzeug-0.14.1-py2.py3-none-any.whl"
  "log4j-core-2.14.1.jar ade7402a70667a727635d5c4c29495f4ff96f061f12539763f6f123973b465b0 https://repo1.maven.org/maven2/org/apache/logging/log4j/log4j-core/2.14.1/log4j-core-2.14.1.jar"
)

make_images() {
  [[ ! -d $IMAGES ]] || return 0
  local source
  mkdir -p "$DOWNLOADS"
  for source in "${SOURCES[@]}"; do
    # shellcheck disable=SC2086  # three words
    download $source
  done
  rm -rf "$IMAGES.part"
  step "making images" "$KSCAN_CACHE/images.log" make_layouts "$IMAGES.part"
  mv "$IMAGES.part" "$IMAGES"
}

download() {
  local file=$DOWNLOADS/$1 sum=$2 url=$3
  [[ ! -f $file ]] || return 0
  log "downloading $1 ..."
  curl -fsSL --retry 3 -o "$file.part" "$url"
  sha256sum -c --quiet <<<"$sum  $file.part" || die "$url is not what it was"
  mv "$file.part" "$file"
}

# One directory per image: its root file system beside its layout. A layout's path below $1 is its repository and tag.
make_layouts() {
  local out=$1 roots
  roots=$(mktemp -d)
  mkdir -p "$out"
  # shellcheck disable=SC2064  # now
  trap "rm -rf '$roots'" EXIT

  gcc -static -O2 -s -o "$roots/pause" "$TESTBED/scanner/pause.c"

  scanner "$SCANNER_BIN/trivy" "$TRIVY_VERSION"
  grype_database "$roots/grype/database.tar.gz"
  scanner "$GRYPE_BIN/grype" "$GRYPE_VERSION"

  target web
  unpack_npm web lodash-4.17.4
  target clean
  unpack_npm clean lodash-4.17.21
  target py
  mkdir -p "$roots/py/usr/lib/python3/site-packages"
  python3 -m zipfile -e "$DOWNLOADS/werkzeug-0.14.1.whl" "$roots/py/usr/lib/python3/site-packages"
  target os
  alpine_packages "$roots/os"
  target jar
  install -D -m 644 "$DOWNLOADS/log4j-core-2.14.1.jar" "$roots/jar/app/lib/log4j-core-2.14.1.jar"
  target jar-nometa
  mkdir -p "$roots/jar-nometa/app/lib"
  strip_jar "$DOWNLOADS/log4j-core-2.14.1.jar" "$roots/jar-nometa/app/lib/vendor.jar"
  target none

  local name
  for name in web clean py os jar jar-nometa none; do
    "$TESTBED/oci.py" image "$out/team/$name:1" "$roots/$name" /pause
  done
  "$TESTBED/oci.py" image "$out/sandbox" "$roots/none" /pause --name "$SANDBOX_IMAGE"

  local module
  find_go
  module=$(trivy_source)
  "$SCANNER_BIN/mkdb" vulnerability "$roots/db" "$module"/integration/testdata/fixtures/db/*.yaml \
    "$TESTBED"/scanner/fixtures/*.yaml
  database trivy-db:2 "$roots/db" trivy.db db
  "$SCANNER_BIN/mkdb" java "$roots/javadb" \
    "org.apache.logging.log4j:log4j-core:2.14.1=$roots/jar-nometa/app/lib/vendor.jar"
  database trivy-java-db:1 "$roots/javadb" trivy-java.db javadb
}

# The directory of trivy's module. Its program may be in the cache while Go's own cache of modules is gone.
trivy_source() {
  local trivy=github.com/aquasecurity/trivy go directory
  go=(env -C "$TESTBED/scanner" GOWORK=off GOFLAGS=-mod=readonly GOTOOLCHAIN=local "$GO")
  "${go[@]}" mod download "$trivy" >&2
  directory=$("${go[@]}" list -m -f '{{.Dir}}' "$trivy")
  [[ -n $directory ]] || die "Go does not know where it put $trivy"
  echo "$directory"
}

# These share make_layouts' `out` and `roots`.

# scanner PROGRAM TAG: an image with nothing else but the system's certificates.
scanner() {
  local name=${1##*/}
  install -D "$1" "$roots/$name/$name"
  install -D -m 644 /etc/ssl/certs/ca-certificates.crt "$roots/$name/etc/ssl/certs/ca-certificates.crt"
  "$TESTBED/oci.py" image "$out/tools/$name:$2" "$roots/$name" "/$name"
}

# grype_database ARCHIVE: a file that `grype db import` takes; also as an artifact, whose blob has a URL.
grype_database() {
  "$GRYPE_BIN/mkgrypedb" "$roots/grypedb"
  mkdir -p "${1%/*}"
  tar -C "$roots/grypedb" -czf "$1" vulnerability.db
  "$TESTBED/oci.py" artifact "$out/tools/grype-db:6" "$1" --title vulnerability-db.tar.gz \
    --config-type application/vnd.kubectl-scan.testbed.grype-db.v6+json --layer-type application/gzip
}

# A root file system that runs as a pod.
target() {
  mkdir "$roots/$1"
  cp "$roots/pause" "$roots/$1/"
}

unpack_npm() {
  local modules=$roots/$1/app/node_modules
  mkdir -p "$modules/lodash"
  tar -xzf "$DOWNLOADS/$2.tgz" -C "$modules/lodash" --strip-components 1
}

# The package database of an Alpine 3.10 of 2019, as far as trivy reads it.
alpine_packages() {
  mkdir -p "$1/etc" "$1/lib/apk/db"
  printf '3.10.2\n' >"$1/etc/alpine-release"
  printf 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.10.2\nPRETTY_NAME="Alpine Linux v3.10"\n' >"$1/etc/os-release"
  local package
  for package in "musl 1.1.22-r2 musl" "libcrypto1.1 1.1.1c-r0 openssl" "libssl1.1 1.1.1c-r0 openssl" \
    "busybox 1.30.1-r2 busybox"; do
    read -ra package <<<"$package"
    printf 'P:%s\nV:%s\nA:x86_64\no:%s\n\n' "${package[@]}"
  done >"$1/lib/apk/db/installed"
}

# strip_jar IN OUT: without META-INF, so that only the Java database can say what it is. The same bytes every time.
strip_jar() {
  python3 - "$@" <<'EOF'
import sys, zipfile

with zipfile.ZipFile(sys.argv[1]) as jar, zipfile.ZipFile(sys.argv[2], "w", zipfile.ZIP_STORED) as stripped:
    for name in sorted(name for name in jar.namelist() if not name.startswith("META-INF/")):
        stripped.writestr(zipfile.ZipInfo(name), jar.read(name))
EOF
}

# database REPOSITORY:TAG DIRECTORY FILE KIND
database() {
  tar -C "$2" -czf "$2.tar.gz" "$3" metadata.json
  "$TESTBED/oci.py" artifact "$out/tools/$1" "$2.tar.gz" --title "$4.tar.gz" \
    --config-type application/vnd.aquasec.trivy.config.v1+json \
    --layer-type "application/vnd.aquasec.trivy.$4.layer.v1.tar+gzip"
}
