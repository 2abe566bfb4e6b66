# Daemons: started once, recorded as "pid start-time", so that a reused pid is never taken for ours.

# Of a process that lives: not of a zombie.
start_time() {
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  # The command name (field 2) may hold spaces: count from its closing parenthesis. State is field 3, start time 22.
  read -ra stat <<<"${stat##*) }"
  [[ ${stat[0]} != Z ]] && echo "${stat[19]}"
}

running() {
  local pid started
  read -r pid started 2>/dev/null <"$KSCAN_STATE/run/$1.pid" && [[ $(start_time "$pid") == "$started" ]]
}

start() {
  local name=$1
  shift
  ! running "$name" || return 0
  # Descriptor 9 is the lock.
  setsid "$@" >>"$KSCAN_STATE/log/$name.log" 2>&1 </dev/null 9>&- &
  echo "$! $(start_time $!)" >"$KSCAN_STATE/run/$name.pid"
  disown
}

# stop NAME...: one second to end in order, then killed: nothing they keep is needed again.
stop() {
  local name
  for name in "$@"; do
    ! running "$name" || kill "$(pid_of "$name")" 2>/dev/null || true
  done
  for _ in {1..10}; do
    any_running "$@" || return 0
    sleep 0.1
  done
  for name in "$@"; do
    ! running "$name" || kill -9 "$(pid_of "$name")" 2>/dev/null || true
  done
}

pid_of() { cut -d ' ' -f 1 "$KSCAN_STATE/run/$1.pid"; }

any_running() {
  local name
  for name in "$@"; do
    ! running "$name" || return 0
  done
  return 1
}

# Takes the state directory, new or empty, and marks it. Anybody's other directory would be lost with `down`.
claim_state() {
  ! state_is_ours || return 0
  [[ ! -e $KSCAN_STATE || (-O $KSCAN_STATE && -z $(ls -A "$KSCAN_STATE")) ]] ||
    die "KSCAN_STATE=$KSCAN_STATE exists and no testbed made it; choose another or remove it"
  mkdir -p "$KSCAN_STATE"
  touch "$KSCAN_STATE/$STATE_MARKER"
}

state_is_ours() { [[ -O $KSCAN_STATE/$STATE_MARKER ]]; }

# The names of what was started.
started() {
  local record
  for record in "$KSCAN_STATE"/run/*.pid; do
    [[ ! -f $record ]] || basename "$record" .pid
  done
}

# wait_for NAME COMMAND...: until the command succeeds; gives up at once when daemon NAME has died.
wait_for() {
  local name=$1 deadline=$((SECONDS + 90))
  shift
  until "$@" >/dev/null 2>&1; do
    if ((SECONDS > deadline)) || ! running "$name"; then
      tail -n 10 "$KSCAN_STATE/log/$name.log" >&2
      die "$name did not become ready ($*)"
    fi
    sleep 0.1
  done
}
