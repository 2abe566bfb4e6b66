"""What the README says a user needs in the namespace: rules of a Role for each way that credentials travel."""

RBAC = "rbac.authorization.k8s.io"

FOR_MEMORY = [
    {"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list", "watch"]},
    {"apiGroups": [""], "resources": ["pods/log"], "verbs": ["get"]},
    {"apiGroups": [""], "resources": ["configmaps"], "verbs": ["create"]},
    {"apiGroups": ["batch"], "resources": ["jobs"], "verbs": ["create", "patch", "delete"]},
]
FOR_NONE = FOR_MEMORY
FOR_SECRETS = [
    *FOR_MEMORY,
    {"apiGroups": [""], "resources": ["serviceaccounts", "secrets"], "verbs": ["create"]},
    {"apiGroups": [RBAC], "resources": ["roles", "rolebindings"], "verbs": ["create"]},
]
