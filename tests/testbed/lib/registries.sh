# Debian's docker-registry on loopback behind nginx, which ends TLS and writes down who sent which credential: a private
# one, with and without TLS, the same images behind a token server, and an open one, whose images are behind a password too.

registries_up() {
  write_users
  local password="{htpasswd: {realm: kscan-testbed, path: $KSCAN_STATE/htpasswd}}"
  write_registry private private "$PRIVATE_BACKEND" "$password"
  write_registry token private "$TOKEN_BACKEND" "{token: {realm: \"https://$TOKENS_HOST:$TOKENS_PORT/token\",
    service: $TOKEN_HOST, issuer: $TOKENS_HOST, rootcertbundle: $KSCAN_STATE/pki/ca.crt}}"
  write_registry open open "$OPEN_BACKEND"
  write_registry closed open "$CLOSED_BACKEND" "$password"
  write_nginx
  start registry-private docker-registry serve "$KSCAN_STATE/registry-private.yml"
  start registry-token docker-registry serve "$KSCAN_STATE/registry-token.yml"
  start registry-open docker-registry serve "$KSCAN_STATE/registry-open.yml"
  start registry-closed docker-registry serve "$KSCAN_STATE/registry-closed.yml"
  start tokens "$TESTBED/token_server.py" "$TOKENS_BACKEND" "$KSCAN_STATE/users" \
    "$KSCAN_STATE/pki/registry.key" "$KSCAN_STATE/pki/registry.crt"
  start nginx nginx -c "$KSCAN_STATE/nginx.conf" -e "$KSCAN_STATE/log/nginx.log"
  # Each daemon by itself, so that one that died is named, with its log.
  wait_for registry-private curl -s "http://$PRIVATE_BACKEND/v2/"
  wait_for registry-token curl -s "http://$TOKEN_BACKEND/v2/"
  wait_for registry-open curl -s "http://$OPEN_BACKEND/v2/"
  wait_for registry-closed curl -s "http://$CLOSED_BACKEND/v2/"
  wait_for tokens curl -s "http://$TOKENS_BACKEND/token"
  wait_for nginx registry_answers "${PRIVATE_HOSTS[0]}:$PRIVATE_PORT" --user puller:s3cret
  wait_for nginx registry_answers "$OPEN_HOST:$OPEN_PORT"
}

registry_answers() { curl -fs --cacert "$KSCAN_STATE/pki/ca.crt" "${@:2}" "https://$1/v2/"; }

# As htpasswd for the registries; for the token server, each as Basic authentication would send it.
write_users() {
  [[ ! -f $KSCAN_STATE/htpasswd ]] || return 0
  local user
  for user in "${USERS[@]}"; do
    printf '%s' "$user" | base64 -w0
    echo
  done >"$KSCAN_STATE/users"
  for user in "${USERS[@]}"; do htpasswd -Bbn "${user%%:*}" "${user#*:}" | head -n 1; done >"$KSCAN_STATE/htpasswd.part"
  mv "$KSCAN_STATE/htpasswd.part" "$KSCAN_STATE/htpasswd"
}

# write_registry NAME STORAGE ADDRESS [AUTH]
write_registry() {
  local name=$1 storage=$2 address=$3
  cat >"$KSCAN_STATE/registry-$name.yml" <<EOF
version: 0.1
log: {level: error, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $KSCAN_STATE/storage-$storage}, delete: {enabled: true}}
http: {addr: "$address", secret: kscan-testbed}
EOF
  (($# < 4)) || echo "auth: $4" >>"$KSCAN_STATE/registry-$name.yml"
}

write_nginx() {
  mkdir -p "$KSCAN_STATE/nginx"
  cat >"$KSCAN_STATE/nginx.conf" <<EOF
daemon off;
# No worker can outlive a master that was killed.
master_process off;
pid $KSCAN_STATE/nginx/pid;
events {}
http {
  log_format requests escape=json '{"time":"\$time_iso8601","client":"\$remote_addr","host":"\$http_host","method":"\$request_method","path":"\$request_uri","request":"\$request","status":\$status,"userAgent":"\$http_user_agent","authorization":"\$http_authorization"}';
  client_body_temp_path $KSCAN_STATE/nginx/body;
  proxy_temp_path $KSCAN_STATE/nginx/proxy;
  fastcgi_temp_path $KSCAN_STATE/nginx/fastcgi;
  uwsgi_temp_path $KSCAN_STATE/nginx/uwsgi;
  scgi_temp_path $KSCAN_STATE/nginx/scgi;
  ssl_certificate $KSCAN_STATE/pki/registry.crt;
  ssl_certificate_key $KSCAN_STATE/pki/registry.key;
  client_max_body_size 0;
  proxy_http_version 1.1;
  proxy_request_buffering off;
  proxy_buffering off;
  # The registry builds its Location headers from these.
  proxy_set_header Host \$http_host;
  proxy_set_header X-Forwarded-Proto \$scheme;
$(nginx_server registry-private "$PRIVATE_PORT ssl" "$PRIVATE_BACKEND")
$(nginx_server registry-plain "$PLAIN_PORT" "$PRIVATE_BACKEND")
$(nginx_server registry-token "$TOKEN_PORT ssl" "$TOKEN_BACKEND")
$(nginx_server registry-open "$OPEN_PORT ssl" "$OPEN_BACKEND")
$(nginx_server registry-closed "$CLOSED_PORT ssl" "$CLOSED_BACKEND")
$(nginx_server tokens "$TOKENS_PORT ssl" "$TOKENS_BACKEND")
}
EOF
}

# nginx_server NAME 'PORT [ssl]' BACKEND
nginx_server() {
  cat <<EOF
  server {
    listen $HOST_IP:$2;
    access_log $KSCAN_STATE/log/$1.access.log requests;
    location / { proxy_pass http://$3; }
  }
EOF
}

# Published once per state; the marker holds what was published.
publish_images() {
  [[ $(cat "$KSCAN_STATE/published" 2>/dev/null) != "$IMAGES" ]] || return 0
  step "publishing images" "$KSCAN_STATE/log/publish.log" push_all
  echo "$IMAGES" >"$KSCAN_STATE/published"
}

push_all() {
  local layout name
  for layout in "$IMAGES"/{tools,team}/*; do
    name=${layout#"$IMAGES/"}
    push "$layout" "$OPEN_HOST:$OPEN_PORT/$name"
    [[ $name == tools/* ]] || push "$layout" "${PRIVATE_HOSTS[0]}:$PRIVATE_PORT/$name" --user puller:s3cret
  done
}

push() { "$TESTBED/oci.py" push "$1" "$2" --ca "$KSCAN_STATE/pki/ca.crt" "${@:3}"; }
