#include "kubectl-scan/habits.hpp"

#include "base/text.hpp"
#include "kubectl-scan/environment.hpp"
#include "kubectl-scan/nearest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace kscan::cmd {

namespace {

struct Habit {
  std::string_view flag;  ///< without dashes
  std::string_view hint;
};

constexpr std::string_view only_vulnerabilities = "known vulnerabilities are all it looks for";
constexpr std::string_view own_platform = "an image is scanned for the platform of its node";
constexpr std::string_view saved_reports = "kubectl scan report FILE reads saved reports";
constexpr std::string_view own_credentials =
    "credentials are the cluster's: pull secrets, --pull-secret NAME";

constexpr std::array habits{
    Habit{"ignore-unfixed", "--only-fixed"},
    Habit{"format", "-o FORMAT"},
    Habit{"template", "-o jsonpath=TEMPLATE"},
    Habit{"report", "-o summary, or -o table"},
    Habit{"file", "-o FORMAT=FILE"},
    Habit{"ignorefile", "--ignore-file FILE"},
    Habit{"exit-on-eol", "--fail-on SEVERITY,eol"},
    Habit{"exit-on-severity", "--fail-on SEVERITY"},
    Habit{"severity-threshold", "--fail-on SEVERITY"},
    Habit{"min-severity", "--severity SEVERITY"},
    Habit{"skip-db-update", "--offline, with --db-cache-pvc NAME"},
    Habit{"skip-java-db-update", "--offline, with --db-cache-pvc NAME"},
    Habit{"offline-scan", "--offline"},
    Habit{"insecure", "--insecure-registry HOST"},
    Habit{"tolerations", "--toleration KEY=VALUE:EFFECT"},
    Habit{"labels", "--label KEY=VALUE"},
    Habit{"image-pull-secret", "--pull-secret NAME"},
    Habit{"image-pull-secrets", "--pull-secret NAME"},
    Habit{"serviceaccount", "--service-account NAME"},
    Habit{"include-namespaces", "kubectl scan ns NAME..."},
    Habit{"exclude-namespaces", "--exclude-namespace NS"},
    Habit{"image", "kubectl scan image REF"},
    Habit{"debug", "-v 8"},
    Habit{"trace", "-v 9"},
    Habit{"verbose", "-v 8"},
    Habit{"show-suppressed-only", "--show-suppressed"},
    Habit{"scanners", only_vulnerabilities},
    Habit{"security-checks", only_vulnerabilities},
    Habit{"platform", own_platform},
    Habit{"input", saved_reports},
    Habit{"registry-token", own_credentials},
    Habit{"docker-config", own_credentials},
};

constexpr std::array shorthands{
    Habit{"t", "-o jsonpath=TEMPLATE"},
    Habit{"d", "-v 8"},
    Habit{"i", saved_reports},
    Habit{"S", "-s is --server, and --severity has no short form"},
};

constexpr std::array<std::string_view, 7> severities{
    "unknown", "negligible", "low", "medium", "high", "critical", "none"};
constexpr std::array<std::string_view, 11> formats{"table",
                                                   "json",
                                                   "sarif",
                                                   "cyclonedx",
                                                   "cyclonedx-json",
                                                   "spdx",
                                                   "spdx-json",
                                                   "github",
                                                   "template",
                                                   "cosign-vuln",
                                                   "junit"};

template<typename Words> bool is_one_of(const Words& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

bool are_severities(std::string_view value) {
  const std::string lower = to_lower_ascii(value);
  std::string_view rest = lower;
  while (true) {
    const auto comma = std::min(rest.find(','), rest.size());
    if (!is_one_of(severities, rest.substr(0, comma))) return false;
    if (comma == rest.size()) return true;
    rest.remove_prefix(comma + 1);
  }
}

template<typename Habits>
std::optional<std::string> here(const Habits& all, std::string_view typed) {
  const auto found =
      std::ranges::find_if(all, [&](const Habit& habit) { return habit.flag == typed; });
  if (found == all.end()) return std::nullopt;
  return std::string(found->hint);
}

/// The value of "--flag=value" in `words`; the last counts.
std::optional<std::string> value_of(std::span<const std::string> words, std::string_view flag) {
  const std::string begin = fmt::format("--{}=", flag);
  std::optional<std::string> value;
  for (const std::string& word : words) {
    if (word == "--") break;
    if (word.starts_with(begin)) value = word.substr(begin.size());
  }
  return value;
}

tl::unexpected<Error> refused(std::string message, std::string hint) {
  return fail(Error(Errc::usage, std::move(message)).hint(std::move(hint)));
}

Result<> check_server(std::span<const std::string> words) {
  const auto server = value_of(words, "server");
  if (!server || !are_severities(*server)) return {};
  return refused(fmt::format("-s is --server, and \"{}\" is none", *server),
                 fmt::format("--severity {}", *server));
}

Result<> check_filename(std::span<const std::string> words, const kubeconfig::System& system) {
  const auto file = value_of(words, "filename");
  if (!file) return {};
  const bool severity = are_severities(*file);
  if ((!severity && !is_one_of(formats, *file)) || system.read_file(*file)) return {};
  return refused(fmt::format("-f is --filename, and there is no file \"{}\"", *file),
                 fmt::format("{} {}", severity ? "--fail-on" : "-o", *file));
}

/// Trivy fails on anything that it shows, once it has an exit code for that.
Result<> check_exit_code(std::span<const std::string> words, const kubeconfig::System& system) {
  const auto code = value_of(words, "exit-code");
  const bool gate = value_of(words, "fail-on") || system.env(variable_of("fail-on"));
  if (!code || *code == "0" || gate) return {};
  return refused("--exit-code is for a gate that fails, and there is none without --fail-on",
                 fmt::format("--fail-on {} --exit-code {}",
                             to_lower_ascii(value_of(words, "severity").value_or("unknown")),
                             *code));
}

Result<> check_output(std::span<const std::string> words) {
  const auto output = value_of(words, "output");
  const auto dot = output ? output->rfind('.') : std::string::npos;
  if (dot == std::string::npos || output->find('=') != std::string::npos) return {};
  const std::string kind = output->substr(dot + 1);
  const bool known = is_one_of(formats, kind) || kind == "html" || kind == "csv" || kind == "yaml";
  return refused(fmt::format("-o wants a format, and \"{}\" is none", *output),
                 fmt::format("-o {}={}", known ? kind : "FORMAT", *output));
}

}  // namespace

Error unknown_flag(std::string_view name, const std::vector<std::string>& flags) {
  Error error(Errc::usage, fmt::format("unknown flag: --{}", name));
  if (auto known = here(habits, name)) return std::move(error).hint(*std::move(known));
  const std::string near = nearest(fmt::format("--{}", name), flags);
  if (near.empty()) return error;
  return std::move(error).hint(fmt::format("did you mean {}?", near));
}

Error unknown_shorthand(char letter, const std::string& argument) {
  const std::string_view name(&letter, 1);
  Error error(Errc::usage, fmt::format("unknown shorthand flag: '{}' in {}", name, argument));
  if (auto known = here(shorthands, name)) return std::move(error).hint(*std::move(known));
  return error;
}

Result<> check_habits(std::span<const std::string> words, const kubeconfig::System& system) {
  return check_server(words)
      .and_then([&] { return check_filename(words, system); })
      .and_then([&] { return check_exit_code(words, system); })
      .and_then([&] { return check_output(words); });
}

}  // namespace kscan::cmd
