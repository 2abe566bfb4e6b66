# A bridge for pods, the API's Service address on `lo`, names. Pods talk to this machine and to each other only, so there
# is no forwarding, no NAT and no firewall rule.

# The kubelet sets these for the whole machine.
SYSCTLS=(vm/overcommit_memory kernel/panic kernel/panic_on_oops kernel/keys/root_maxkeys kernel/keys/root_maxbytes)

network_up() {
  local saved=$KSCAN_STATE/sysctl name
  if [[ ! -f $saved ]]; then
    for name in "${SYSCTLS[@]}"; do echo "$name $(cat "/proc/sys/$name")"; done >"$saved.part"
    mv "$saved.part" "$saved"
  fi
  if ! ip link show "$BRIDGE" &>/dev/null; then
    # Without an address of its own a bridge takes one of its ports', another one with every pod that comes or goes, and the
    # other pods keep sending to the old one.
    ip link add "$BRIDGE" address 02:6b:73:63:61:6e type bridge
    ip link set "$BRIDGE" alias "$KSCAN_STATE" up
    ip address add "$HOST_IP/24" dev "$BRIDGE"
  fi
  [[ -n $(ip address show dev lo to "$API_IP") ]] || ip address add "$API_IP/32" dev lo
  if ! grep -q "$HOSTS_MARK\$" /etc/hosts; then
    # Its last line may be unfinished.
    [[ -z $(tail -c 1 /etc/hosts) ]] || echo >>/etc/hosts
    echo "$HOST_IP ${PRIVATE_HOSTS[*]} ${OTHER_HOSTS[*]} $HOSTS_MARK" >>/etc/hosts
  fi

  # Any other name does not exist: a refusal, dnsmasq's default, would end the search list of some resolvers.
  start dnsmasq dnsmasq --keep-in-foreground --conf-file=/dev/null --pid-file= --no-resolv --no-hosts \
    --bind-interfaces --listen-address="$HOST_IP" --except-interface=lo --address=/#/ \
    --host-record="$(printf '%s,' "${PRIVATE_HOSTS[@]}" "${OTHER_HOSTS[@]}")$HOST_IP" \
    --host-record="kubernetes.default.svc.cluster.local,$API_IP"
}

# The state directory that owns the bridge; empty if there is none.
network_owner() { cat "/sys/class/net/$BRIDGE/ifalias" 2>/dev/null || true; }

network_down() {
  ip link delete "$BRIDGE" 2>/dev/null || true
  ip address delete "$API_IP/32" dev lo 2>/dev/null || true
  local hosts
  if hosts=$(grep "$HOSTS_MARK\$" /etc/hosts); then
    # Written in place: /etc/hosts may be a bind mount, which cannot be replaced.
    hosts=$(grep -vxF "$hosts" /etc/hosts)
    printf '%s\n' "$hosts" >/etc/hosts
  fi
}

restore_sysctls() {
  local name value
  [[ -f $KSCAN_STATE/sysctl ]] || return 0
  while read -r name value; do echo "$value" >"/proc/sys/$name"; done <"$KSCAN_STATE/sysctl"
}
