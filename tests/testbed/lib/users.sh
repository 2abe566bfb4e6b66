# What tests' users need beforehand. The users themselves are made by testbed.py, one per test.

users_up() {
  # ServiceAccounts for token kubeconfigs; the audit policy names this namespace.
  kubectl_admin get namespace kscan-users &>/dev/null || kubectl_admin create namespace kscan-users >/dev/null
}
