# Progress on stderr: stdout belongs to the result.

log() { printf 'testbed: %s\n' "$*" >&2; }

die() {
  log "error: $*"
  exit 1
}

# step TITLE LOGFILE COMMAND...: a long command, its output in LOGFILE. Says every 20 seconds that it still runs.
step() {
  local title=$1 logfile=$2 start=$SECONDS said=$SECONDS pid
  shift 2
  log "$title ..."
  "$@" >"$logfile" 2>&1 &
  pid=$!
  while kill -0 "$pid" 2>/dev/null; do
    if ((SECONDS - said >= 20)); then
      log "$title ... $((SECONDS - start)) s"
      said=$SECONDS
    fi
    sleep 0.2
  done
  if ! wait "$pid"; then
    tail -n 20 "$logfile" >&2
    die "$title failed; log: $logfile"
  fi
  log "$title: $((SECONDS - start)) s"
}

# A background child of a script ignores SIGINT, so Ctrl-C during a build must end it here. Daemons are disowned.
end_steps() {
  local pids
  mapfile -t pids < <(jobs -p)
  ((${#pids[@]} == 0)) || kill "${pids[@]}" 2>/dev/null || true
}
trap end_steps EXIT

# One `up` or `down` at a time.
take_lock() {
  mkdir -p "$KSCAN_CACHE"
  exec 9>"$KSCAN_CACHE/lock"
  flock 9
}
