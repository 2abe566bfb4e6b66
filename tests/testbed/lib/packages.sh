# Debian packages: only what is missing, and no service of theirs is started.

install_packages() {
  local missing=() entry
  local wanted=(
    containerd:containerd runc:runc /usr/lib/cni/bridge:containernetworking-plugins ip:iproute2 mount:mount
    dnsmasq:dnsmasq-base docker-registry:docker-registry nginx:nginx htpasswd:apache2-utils
    busybox:busybox-static gcc:gcc /usr/include/stdio.h:libc6-dev openssl:openssl curl:curl
    /etc/ssl/certs/ca-certificates.crt:ca-certificates flock:util-linux find:findutils ps:procps python3:python3
  )
  for entry in "${wanted[@]}"; do
    command -v "${entry%%:*}" >/dev/null || [[ -e ${entry%%:*} ]] || missing+=("${entry##*:}")
  done
  ((${#missing[@]} == 0)) || install_now "${missing[@]}"
}

install_now() {
  step "installing ${*}" "$KSCAN_CACHE/apt.log" apt_install "$@"
}

apt_install() {
  # containerd, nginx and docker-registry would start as services of the machine; policy-rc.d is Debian's way to say no.
  local policy=/usr/sbin/policy-rc.d ours=
  if [[ ! -e $policy ]]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    ours=$policy
  fi
  local result=0
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends "$@"; } || result=$?
  [[ -z $ours ]] || rm -f "$ours"
  return "$result"
}
