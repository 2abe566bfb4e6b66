# containerd and the kubelet.

node_up() {
  write_cni
  write_containerd
  start containerd containerd --config "$KSCAN_STATE/containerd.toml"
  wait_for containerd ctr -a "$CONTAINERD_SOCKET" version
  [[ -n $(images ls -q "name==$SANDBOX_IMAGE") ]] || tar -C "$IMAGES/sandbox" -c . | images import - >/dev/null
  make_cgroup
  write_kubelet
  start kubelet "$NODE_BIN/kubelet" --config "$KSCAN_STATE/kubelet.yaml" --kubeconfig "$KSCAN_STATE/kubelet.kubeconfig" \
    --hostname-override "$NODE" --node-ip "$HOST_IP" --root-dir "$KSCAN_STATE/kubelet"
}

images() { ctr -a "$CONTAINERD_SOCKET" -n k8s.io image "$@"; }

write_cni() {
  mkdir -p "$KSCAN_STATE/cni"
  # isGateway is off, as the bridge has its address already and the plugin would switch on the machine's IP forwarding.
  cat >"$KSCAN_STATE/cni/testbed.conflist" <<EOF
{"cniVersion": "0.4.0", "name": "$CNI_NETWORK", "plugins": [{
  "type": "bridge", "bridge": "$BRIDGE", "isGateway": false, "hairpinMode": true,
  "ipam": {"type": "host-local", "dataDir": "$KSCAN_STATE/ipam", "routes": [{"dst": "0.0.0.0/0"}],
    "ranges": [[{"subnet": "$POD_SUBNET.0/24", "rangeStart": "$POD_SUBNET.10", "gateway": "$HOST_IP"}]]}}]}
EOF
}

# write_hosts SCHEME REGISTRY: how containerd talks to it.
write_hosts() {
  mkdir -p "$KSCAN_STATE/certs.d/$2"
  printf 'server = "%s"\n[host."%s"]\n  ca = "%s"\n' "$1://$2" "$1://$2" "$KSCAN_STATE/pki/ca.crt" \
    >"$KSCAN_STATE/certs.d/$2/hosts.toml"
}

write_containerd() {
  local host
  for host in "${PRIVATE_HOSTS[@]/%/:$PRIVATE_PORT}" "$OPEN_HOST:$OPEN_PORT" "$TOKEN_HOST:$TOKEN_PORT" \
    "$CLOSED_HOST:$CLOSED_PORT"; do
    write_hosts https "$host"
  done
  write_hosts http "$PLAIN_HOST:$PLAIN_PORT"
  # restrict_oom_score_adj: a container without CAP_SYS_RESOURCE may not lower it. Everything is kept below the state
  # directory, network namespaces too, so that `down` finds it.
  cat >"$KSCAN_STATE/containerd.toml" <<EOF
version = 2
root = "$KSCAN_STATE/containerd"
state = "$KSCAN_STATE/run/containerd"
[grpc]
  address = "$CONTAINERD_SOCKET"
[plugins."io.containerd.internal.v1.opt"]
  path = "$KSCAN_STATE/containerd/opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "$SANDBOX_IMAGE"
  restrict_oom_score_adj = true
  disable_apparmor = true
  netns_mounts_under_state_dir = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$KSCAN_STATE/cni"
  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = "$KSCAN_STATE/certs.d"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      Root = "$KSCAN_STATE/run/runc"
EOF
}

# Of version 2, when all controllers are; the kubelet looks here, too.
CGROUP_V2=/sys/fs/cgroup

cgroup_roots() {
  if [[ -f $CGROUP_V2/cgroup.controllers ]]; then
    echo "$CGROUP_V2"
  else
    awk '$3 == "cgroup" || $3 == "cgroup2" {print $2}' /proc/self/mounts
  fi
}

# The kubelet wants its root cgroup to exist, under each controller.
make_cgroup() {
  local root
  [[ ! -f $CGROUP_V2/cgroup.controllers ]] || enable_controllers
  for root in $(cgroup_roots); do mkdir -p "$root/$CGROUP"; done
}

# With version 2, a cgroup has the controllers that its parent hands down; by default that is few or none. runc would enable
# them all for its first container, but the kubelet wants them before. One by one, to name the one that is refused.
enable_controllers() {
  local control=$CGROUP_V2/cgroup.subtree_control saved=$KSCAN_STATE/subtree_control controller reason
  if [[ ! -f $saved ]]; then
    cat "$control" >"$saved.part"
    mv "$saved.part" "$saved"
  fi
  for controller in $(<"$CGROUP_V2/cgroup.controllers"); do
    reason=$({ echo "+$controller" >"$control"; } 2>&1) ||
      die "cannot enable cgroup controller $controller in $control: ${reason##*: }"
  done
}

restore_controllers() {
  local control=$CGROUP_V2/cgroup.subtree_control saved=$KSCAN_STATE/subtree_control controller
  [[ -f $saved ]] || return 0
  for controller in $(<"$control"); do
    # Busy, if somebody else has come to use it: then it stays.
    [[ " $(<"$saved") " == *" $controller "* ]] || { echo "-$controller" >"$control"; } 2>/dev/null || true
  done
}

write_kubelet() {
  cat >"$KSCAN_STATE/kubelet.yaml" <<EOF
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: $HOST_IP
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $KSCAN_STATE/pki/ca.crt}}
authorization: {mode: Webhook}
tlsCertFile: $KSCAN_STATE/pki/kubelet.crt
tlsPrivateKeyFile: $KSCAN_STATE/pki/kubelet.key
clusterDNS: [$HOST_IP]
clusterDomain: cluster.local
resolvConf: /dev/null
cgroupDriver: cgroupfs
cgroupRoot: /$CGROUP
failCgroupV1: false
failSwapOn: false
makeIPTablesUtilChains: false
containerRuntimeEndpoint: unix://$CONTAINERD_SOCKET
volumePluginDir: $KSCAN_STATE/volume-plugins
podLogsDir: $KSCAN_STATE/pod-logs
serializeImagePulls: false
# The machine's disk may be fuller than a node's should be.
imageGCHighThresholdPercent: 100
evictionHard: {memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1%}
EOF
}

node_ready() {
  kubectl_admin wait --for=condition=Ready "node/$NODE" --timeout=60s &&
    [[ -z $(kubectl_admin get node "$NODE" -o 'jsonpath={.spec.taints}') ]] &&
    kubectl_admin get -n default serviceaccount/default configmap/kube-root-ca.crt
}

# Kills what runs in pods. Pods that were not stopped in order leave mounts, cgroups, shim sockets, CNI results and links to
# their logs; kubelet, containerd and CNI also have a few directories that no setting moves.
node_down() {
  local root link bundle traces=()
  stop kubelet
  for bundle in "$KSCAN_STATE"/run/containerd/io.containerd.runtime.v2.task/k8s.io/*; do
    [[ ! -f $bundle/address ]] || traces+=("$(sed 's,^unix://,,' "$bundle/address")")
    traces+=(/var/lib/cni/results/*-"${bundle##*/}"-*)
  done
  for root in $(cgroup_roots); do kill_cgroup "$root/$CGROUP"; done
  kill_shims
  stop containerd
  rm -f "${traces[@]}"
  unmount_state
  for root in $(cgroup_roots); do
    [[ ! -d $root/$CGROUP ]] || find "$root/$CGROUP" -depth -type d -exec rmdir {} +
  done
  restore_controllers
  for link in /var/log/containers/*.log; do
    [[ $(readlink "$link") != "$KSCAN_STATE"/* ]] || rm -f "$link"
  done
  [[ ! -d $KSCAN_STATE/kubelet ]] || rm -f /var/lib/kubelet/device-plugins/kubelet.sock
  rmdir /run/containerd/{s,} /var/lib/cni/{results,} /var/lib/kubelet/{device-plugins,} /var/log/containers 2>/dev/null || true
}

kill_cgroup() {
  local pids
  for _ in {1..50}; do
    [[ -d $1 ]] || return 0
    mapfile -t pids < <(find "$1" -name cgroup.procs -exec cat {} + 2>/dev/null)
    ((${#pids[@]})) || return 0
    kill -9 "${pids[@]}" 2>/dev/null || true
    sleep 0.1
  done
}

# Shims outlive containerd. They name its socket on their command line.
kill_shims() {
  local process arguments
  for process in /proc/[0-9]*; do
    mapfile -d '' arguments 2>/dev/null <"$process/cmdline" || continue
    [[ ${arguments[0]-} == *containerd-shim-runc-v2 && " ${arguments[*]} " == *" -address $CONTAINERD_SOCKET "* ]] || continue
    kill -9 "${process#/proc/}" 2>/dev/null || true
  done
}

unmount_state() {
  local mount
  awk -v below="$KSCAN_STATE/" 'index($2, below) == 1 {print $2}' /proc/self/mounts | tac | while read -r mount; do
    umount "$mount" 2>/dev/null || umount -l "$mount"
  done
}
