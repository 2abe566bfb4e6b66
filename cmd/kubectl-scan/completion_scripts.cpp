#include "kubectl-scan/completion.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace kscan::cmd {

namespace {

// COMP_WORDS is cut at "=" and ":" too, so words are put together again by the spaces in COMP_LINE;
// what bash believes to be typed already is cut off the candidates.
constexpr std::string_view bash =
    R"sh(# bash completion for kubectl-scan. As `kubectl scan` it is completed by kubectl's own script:
#   kubectl scan completion install
# To load: source <(kubectl-scan completion bash)
_kubectl_scan() {
  local rest=${COMP_LINE:0:COMP_POINT} trimmed word i
  local -a words=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    trimmed=${rest#"${rest%%[![:space:]]*}"}
    word=${COMP_WORDS[i]}
    ((i == COMP_CWORD)) && word=$trimmed
    if ((${#words[@]})) && [[ $trimmed == "$rest" && -n $rest ]]; then
      words[${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
    rest=${trimmed#"$word"}
  done
  local current=${words[${#words[@]} - 1]}
  local value=$current
  [[ $value == -*=* ]] && value=${value#*=}
  local known=
  case $COMP_WORDBREAKS in *:*) [[ $value == *:* ]] && known=${value%"${value##*:}"} ;; esac

  local -a lines=()
  mapfile -t lines < <("${words[0]}" __completeNoDesc "${words[@]:1}" 2>/dev/null)
  COMPREPLY=()
  ((${#lines[@]})) || return 0
  local directive=${lines[${#lines[@]} - 1]#:}
  unset "lines[${#lines[@]} - 1]"
  if ((directive & 16)); then
    compopt -o filenames
    mapfile -t COMPREPLY < <(compgen -d -- "$value")
    return 0
  fi
  if ((!(directive & 4) && !${#lines[@]})); then
    value=${value##*=}
    compopt -o filenames
    mapfile -t COMPREPLY < <(compgen -f -- "$value")
    return 0
  fi
  ((directive & 2)) && compopt -o nospace
  ((directive & 32)) && compopt -o nosort 2>/dev/null
  for word in "${lines[@]}"; do
    COMPREPLY+=("${word#"$known"}")
  done
}
complete -F _kubectl_scan kubectl-scan
)sh";

constexpr std::string_view zsh = R"sh(#compdef kubectl-scan
# zsh completion for kubectl-scan. As `kubectl scan` it is completed by kubectl's own script:
#   kubectl scan completion install
# To load: source <(kubectl-scan completion zsh), or as _kubectl-scan into a directory of $fpath
_kubectl_scan() {
  local -a lines described options
  local line value directive
  lines=("${(@f)$(${words[1]} __complete "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
  directive=${lines[-1]#:}
  [[ $directive == <-> ]] || return 1
  lines=("${(@)lines[1,-2]}")
  [[ $PREFIX == -*=* ]] && compset -P '*='
  if ((directive & 16)); then
    _path_files -/
    return
  fi
  if ((!(directive & 4) && !${#lines})); then
    compset -P '*='
    _files
    return
  fi
  for line in $lines; do
    value=${${line%%$'\t'*}//:/\\:}
    [[ $line == *$'\t'* ]] && value+=:${line#*$'\t'}
    described+=("$value")
  done
  ((directive & 2)) && options+=(-S '')
  if ((directive & 32)); then
    _describe -V 'kubectl scan' described $options
  else
    _describe 'kubectl scan' described $options
  fi
}
if [[ $funcstack[1] == _kubectl-scan ]]; then
  _kubectl_scan "$@"
else
  compdef _kubectl_scan kubectl-scan
fi
)sh";

constexpr std::string_view fish =
    R"sh(# fish completion for kubectl-scan. As `kubectl scan` it is completed by kubectl's own script:
#   kubectl scan completion install
# To load: kubectl-scan completion fish | source
function __kubectl_scan_candidates
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l lines ($words[1] __complete $words[2..-1] "$current" 2>/dev/null)
    test (count $lines) -gt 0; or return
    set -l directive (string replace -r '^:' '' -- $lines[-1])
    set -e lines[-1]
    set -l before (string match -r -- '^-[^=]*=' "$current")
    if test (math "bitand($directive, 16)") -ne 0
        for path in (__fish_complete_directories (string replace -r -- '^-[^=]*=' '' "$current"))
            echo -- "$before"$path
        end
    else if test (math "bitand($directive, 4)") -eq 0 -a (count $lines) -eq 0
        set before (string match -r -- '^.*=' "$current")
        for path in (__fish_complete_path (string replace -r -- '^.*=' '' "$current"))
            echo -- "$before"$path
        end
    else
        for line in $lines
            echo -- "$before"$line
        end
    end
end
complete -c kubectl-scan -e
complete -c kubectl-scan -f -k -a '(__kubectl_scan_candidates)'
)sh";

constexpr std::string_view powershell =
    R"sh(# PowerShell completion for kubectl-scan. As `kubectl scan` it is completed by kubectl's own script:
#   kubectl scan completion install
# To load: kubectl-scan completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName 'kubectl-scan' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition -or $_.Extent.EndOffset -eq $cursorPosition } |
        ForEach-Object { $_.ToString() })
    if ($wordToComplete -eq '') { $words += '' }
    $program = $words[0]
    $rest = @($words | Select-Object -Skip 1)
    if ($PSVersionTable.PSVersion -lt [version]'7.3') { $rest = @($rest | ForEach-Object { if ($_ -eq '') { '""' } else { $_ } }) }
    $lines = @(& $program __complete @rest 2>$null)
    if ($lines.Count -lt 2) { return }
    $before = ''
    if ($wordToComplete -match '^(-[^=]*=)') { $before = $Matches[1] }
    $lines | Select-Object -SkipLast 1 | ForEach-Object {
        $value, $description = $_ -split "`t", 2
        if (-not $description) { $description = $value }
        [System.Management.Automation.CompletionResult]::new("$before$value", $value, 'ParameterValue', $description)
    }
}
)sh";

constexpr std::array<std::string_view, 4> names{"bash", "zsh", "fish", "powershell"};
constexpr std::array<std::string_view, 4> scripts{bash, zsh, fish, powershell};

}  // namespace

std::span<const std::string_view> shells() noexcept {
  return names;
}

std::string_view completion_script(std::string_view shell) noexcept {
  const auto found = std::ranges::find(names, shell);
  if (found == names.end()) return {};
  return scripts[static_cast<std::size_t>(found - names.begin())];
}

}  // namespace kscan::cmd
