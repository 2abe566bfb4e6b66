# etcd, kube-apiserver, kube-controller-manager, kube-scheduler.

kubectl_admin() { "$NODE_BIN/kubectl" --kubeconfig "$ADMIN_KUBECONFIG" "$@"; }

control_plane_up() {
  local pki=$KSCAN_STATE/pki
  start etcd "$NODE_BIN/etcd" --data-dir "$KSCAN_STATE/etcd" --unsafe-no-fsync --log-level warn \
    --listen-client-urls "$ETCD_URL" --advertise-client-urls "$ETCD_URL" --listen-peer-urls "$ETCD_PEER_URL" \
    --initial-advertise-peer-urls "$ETCD_PEER_URL" --initial-cluster "default=$ETCD_PEER_URL"
  wait_for etcd curl -fs "$ETCD_URL/health"
  write_audit_policy
  start kube-apiserver "$NODE_BIN/kube-apiserver" --etcd-servers "$ETCD_URL" \
    --bind-address "$API_IP" --advertise-address "$API_IP" --secure-port 443 --service-cluster-ip-range "$SERVICE_SUBNET" \
    --client-ca-file "$pki/ca.crt" --tls-cert-file "$pki/apiserver.crt" --tls-private-key-file "$pki/apiserver.key" \
    --service-account-key-file "$pki/service-account.key" --service-account-signing-key-file "$pki/service-account.key" \
    --service-account-issuer https://kubernetes.default.svc \
    --authorization-mode Node,RBAC --enable-admission-plugins NodeRestriction --allow-privileged \
    --kubelet-preferred-address-types InternalIP --kubelet-certificate-authority "$pki/ca.crt" \
    --kubelet-client-certificate "$pki/admin.crt" --kubelet-client-key "$pki/admin.key" \
    --audit-policy-file "$KSCAN_STATE/audit-policy.yaml" --audit-log-path "$KSCAN_STATE/log/audit.log" \
    --audit-log-maxsize 100000 # MB: nothing that a test still reads may be rotated away
  wait_for kube-apiserver kubectl_admin get --raw /readyz
  start kube-controller-manager "$NODE_BIN/kube-controller-manager" --kubeconfig "$KSCAN_STATE/controller-manager.kubeconfig" \
    --bind-address 127.0.0.1 --leader-elect=false --use-service-account-credentials --root-ca-file "$pki/ca.crt" \
    --flex-volume-plugin-dir "$KSCAN_STATE/volume-plugins" \
    --service-account-private-key-file "$pki/service-account.key" \
    --cluster-signing-cert-file "$pki/ca.crt" --cluster-signing-key-file "$pki/ca.key"
  start kube-scheduler "$NODE_BIN/kube-scheduler" --kubeconfig "$KSCAN_STATE/scheduler.kubeconfig" \
    --bind-address 127.0.0.1 --leader-elect=false
}

# What test users and the pods' own ServiceAccounts (the scan pod's) send and get is kept whole, but ConfigMaps once only, as
# every scan sends megabytes of them; of the kubelet, what it says of pods, as that is when others learn of it.
write_audit_policy() {
  cat >"$KSCAN_STATE/audit-policy.yaml" <<'EOF'
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- {level: None, userGroups: ["system:serviceaccounts:kube-system"]}
- {level: Request, verbs: [create], resources: [{group: "", resources: [configmaps]}], userGroups: ["kscan-testers", "system:serviceaccounts"]}
- {level: RequestResponse, userGroups: ["kscan-testers", "system:serviceaccounts"]}
- level: Request
  userGroups: ["system:nodes"]
  verbs: [patch]
  resources: [{group: "", resources: [pods/status]}]
- {level: None}
EOF
}
