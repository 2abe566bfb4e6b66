# Debian packages: only what is missing, and no service of theirs is started, now or at the next boot.

install_packages() {
  local missing=() entry
  local wanted=(
    containerd:containerd runc:runc /usr/lib/cni/bridge:containernetworking-plugins ip:iproute2 mount:mount
    dnsmasq:dnsmasq-base docker-registry:docker-registry nginx:nginx htpasswd:apache2-utils
    gcc:gcc /usr/include/stdio.h:libc6-dev openssl:openssl curl:curl
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
  local result=0 before
  before=$(installed_packages)
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends "$@"; } || result=$?
  [[ -z $ours ]] || rm -f "$ours"
  disable_units_of_packages_beyond "$before" || result=$?
  return "$result"
}

# shellcheck disable=SC2016  # dpkg's fields
installed_packages() { dpkg-query -W -f '${db:Status-Status} ${binary:Package}\n' | sed -n 's/^installed //p' | sort; }

# Debian enables what it installs: docker-registry would take port 5000 at the next boot, nginx port 80.
disable_units_of_packages_beyond() {
  command -v systemctl >/dev/null || return 0
  comm -13 <(echo "$1") <(installed_packages) | xargs -r dpkg -L |
    sed -nE 's,^(/usr)?/lib/systemd/system/([^/]+\.(service|socket|timer))$,\2,p' | xargs -r systemctl disable
}
