# Two of Debian's docker-registry on loopback behind nginx, which ends TLS and writes down who sent which credential.

registries_up() {
  write_registry private "$PRIVATE_BACKEND"
  write_registry open "$OPEN_BACKEND"
  if [[ ! -f $KSCAN_STATE/htpasswd ]]; then
    htpasswd -Bbn puller s3cret >"$KSCAN_STATE/htpasswd"
    # A comma, spaces, quotes and more than ASCII: what credentials break on.
    htpasswd -Bbn other 'p, w:"ö$%\n' >>"$KSCAN_STATE/htpasswd"
  fi
  write_nginx
  start registry-private docker-registry serve "$KSCAN_STATE/registry-private.yml"
  start registry-open docker-registry serve "$KSCAN_STATE/registry-open.yml"
  start nginx nginx -c "$KSCAN_STATE/nginx.conf" -e "$KSCAN_STATE/log/nginx.log"
  # Each daemon by itself, so that one that died is named, with its log.
  wait_for registry-private curl -s "http://$PRIVATE_BACKEND/v2/"
  wait_for registry-open curl -s "http://$OPEN_BACKEND/v2/"
  wait_for nginx registry_answers "${PRIVATE_HOSTS[0]}:$PRIVATE_PORT" --user puller:s3cret
  wait_for nginx registry_answers "$OPEN_HOST:$OPEN_PORT"
}

registry_answers() { curl -fs --cacert "$KSCAN_STATE/pki/ca.crt" "${@:2}" "https://$1/v2/"; }

write_registry() {
  local name=$1 address=$2
  cat >"$KSCAN_STATE/registry-$name.yml" <<EOF
version: 0.1
log: {level: error, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $KSCAN_STATE/registry-$name}, delete: {enabled: true}}
http: {addr: "$address", secret: kscan-testbed}
EOF
  [[ $name == open ]] ||
    echo "auth: {htpasswd: {realm: kscan-testbed, path: $KSCAN_STATE/htpasswd}}" >>"$KSCAN_STATE/registry-$name.yml"
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
  proxy_set_header X-Forwarded-Proto https;
  server {
    listen $HOST_IP:$PRIVATE_PORT ssl;
    access_log $KSCAN_STATE/log/registry-private.access.log requests;
    location / { proxy_pass http://$PRIVATE_BACKEND; }
  }
  server {
    listen $HOST_IP:$OPEN_PORT ssl;
    access_log $KSCAN_STATE/log/registry-open.access.log requests;
    location / { proxy_pass http://$OPEN_BACKEND; }
  }
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
