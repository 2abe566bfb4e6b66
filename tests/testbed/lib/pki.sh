# The testbed's certificate authority, certificates and kubeconfigs.

make_pki() {
  local pki=$KSCAN_STATE/pki
  [[ ! -f $pki/complete ]] || return 0
  mkdir -p "$pki"
  (
    umask 077
    cd "$pki"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 -subj /CN=kscan-testbed-ca \
      -keyout ca.key -out ca.crt 2>/dev/null
    certificate apiserver /CN=kube-apiserver "IP:$API_IP,IP:127.0.0.1,DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local"
    certificate kubelet "/O=system:nodes/CN=system:node:$NODE" "DNS:$NODE,IP:$HOST_IP"
    certificate registry /CN=registry "$(printf 'DNS:%s,' "${PRIVATE_HOSTS[@]}" "${OTHER_HOSTS[@]}")IP:$HOST_IP"
    certificate relay /CN=relay DNS:localhost,IP:127.0.0.1
    certificate admin /O=system:masters/CN=admin
    certificate controller-manager /CN=system:kube-controller-manager
    certificate scheduler /CN=system:kube-scheduler
    openssl genrsa -out service-account.key 2048 2>/dev/null
    local user
    for user in admin controller-manager scheduler kubelet; do kubeconfig "$user"; done
    chmod 644 ca.crt
    touch complete
  )
}

# certificate NAME SUBJECT [SUBJECT-ALT-NAMES]
certificate() {
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "$2" -keyout "$1.key" -out "$1.csr" 2>/dev/null
  openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 365 -out "$1.crt" \
    -extfile <(printf 'extendedKeyUsage=serverAuth,clientAuth\n%s\n' "${3:+subjectAltName=$3}") 2>/dev/null
}

kubeconfig() {
  cat >"$KSCAN_STATE/$1.kubeconfig" <<EOF
apiVersion: v1
kind: Config
clusters: [{name: testbed, cluster: {server: "https://$API_IP", certificate-authority-data: $(base64 -w0 ca.crt)}}]
users: [{name: $1, user: {client-certificate-data: $(base64 -w0 "$1.crt"), client-key-data: $(base64 -w0 "$1.key")}}]
contexts: [{name: testbed, context: {cluster: testbed, user: $1, namespace: default}}]
current-context: testbed
EOF
}
