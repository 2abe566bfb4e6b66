#include "kubectl-scan/habits.hpp"

#include "base/text.hpp"
#include "kubectl-scan/environment.hpp"
#include "kubectl-scan/nearest.hpp"
#include "render/format.hpp"
#include "report/finding.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <system_error>
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

/// What others call a format; only some of them there are here.
constexpr std::array<std::string_view, 7> foreign_formats{"cyclonedx-json",
                                                          "cyclonedx-xml",
                                                          "spdx",
                                                          "spdx-json",
                                                          "template",
                                                          "cosign-vuln",
                                                          "embedded-vex"};

/// Empty if -o takes no such format without more.
std::string_view format_here(std::string_view word) {
  if (word == "cyclonedx-json") return "cyclonedx";
  if (word == "md") return "markdown";
  if (word == "jsonpath" || word == "custom-columns") return {};
  const std::vector<std::string_view> names = render::format_names();
  const auto found = std::ranges::find(names, word);
  return found == names.end() ? std::string_view() : *found;
}

bool is_format(std::string_view word) {
  return !format_here(word).empty()
         || std::ranges::find(foreign_formats, word) != foreign_formats.end();
}

/// Of a list of severities; nothing if it is none.
std::optional<report::Severity> lowest(std::string_view list) {
  report::Severity least = report::Severity::critical;
  while (true) {
    const auto comma = std::min(list.find(','), list.size());
    const auto severity = report::severity_named(list.substr(0, comma));
    if (!severity) return std::nullopt;
    least = std::min(least, *severity);
    if (comma == list.size()) return least;
    list.remove_prefix(comma + 1);
  }
}

std::string word_for(report::Severity severity) {
  return to_lower_ascii(to_string(severity));
}

/// The flag that a hint begins with: "--output" of "-o FORMAT"; empty if it is no flag.
std::string flag_of(std::string_view hint) {
  if (hint.starts_with("-o ")) return "--output";
  if (hint.starts_with("-v ")) return "--v";
  if (!hint.starts_with("--")) return {};
  return std::string(hint.substr(0, hint.find_first_of(" ,")));
}

/// What it is called here, if it is one of `flags`.
template<typename Habits>
std::optional<std::string>
here(const Habits& all, std::string_view typed, const std::vector<std::string>& flags) {
  const auto found =
      std::ranges::find_if(all, [&](const Habit& habit) { return habit.flag == typed; });
  if (found == all.end()) return std::nullopt;
  const std::string flag = flag_of(found->hint);
  if (!flag.empty() && std::ranges::find(flags, flag) == flags.end()) return std::nullopt;
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

/// Does -o take FORMAT=FILE?
bool writes_files(const CLI::App& command) {
  const CLI::Option* const output = command.get_option_no_throw("--output");
  return output != nullptr && output->get_type_name().starts_with("FORMAT[=FILE]");
}

bool has(const CLI::App& command, const std::string& flag) {
  return command.get_option_no_throw(flag) != nullptr;
}

/// The hint, if the command has its flag.
std::string hint_for(const CLI::App& command, const std::string& hint) {
  return has(command, flag_of(hint)) ? hint : std::string();
}

Result<> check_server(std::span<const std::string> words, const CLI::App& command) {
  const auto server = value_of(words, "server");
  if (!server || !lowest(*server)) return {};
  return refused(fmt::format("-s is --server, and \"{}\" is none", *server),
                 hint_for(command, fmt::format("--severity {}", *server)));
}

std::string hint_for_file(const std::string& word, const CLI::App& command) {
  if (const auto severity = lowest(word))
    return hint_for(command, fmt::format("--fail-on {}", word_for(*severity)));
  const std::string_view format = format_here(word);
  const bool taken = writes_files(command) || (format == "json" && has(command, "--output"));
  return format.empty() || !taken ? std::string() : fmt::format("-o {}", format);
}

Result<> check_filename(std::span<const std::string> words, const CLI::App& command) {
  const auto file = value_of(words, "filename");
  if (!file || (!lowest(*file) && !is_format(*file))) return {};
  std::error_code unknown;
  if (std::filesystem::exists(*file, unknown)) return {};
  return refused(fmt::format("-f is --filename, and there is no file \"{}\"", *file),
                 hint_for_file(*file, command));
}

/// Trivy fails on anything that it shows, once it has an exit code for that.
Result<> check_exit_code(std::span<const std::string> words, const kubeconfig::System& system) {
  const auto code = value_of(words, "exit-code");
  const bool gate = value_of(words, "fail-on") || system.env(variable_of("fail-on"));
  if (!code || *code == "0" || gate) return {};
  const auto shown = lowest(value_of(words, "severity").value_or(""));
  return refused("--exit-code is for a gate that fails, and there is none without --fail-on",
                 fmt::format("--fail-on {} --exit-code {}",
                             word_for(shown.value_or(report::Severity::unknown)),
                             *code));
}

Result<> check_output(std::span<const std::string> words, const CLI::App& command) {
  const auto output = value_of(words, "output");
  const auto dot = output ? output->rfind('.') : std::string::npos;
  if (dot == std::string::npos || output->find('=') != std::string::npos) return {};
  if (!writes_files(command)) return {};
  const std::string_view format = format_here(output->substr(dot + 1));
  return refused(fmt::format("-o wants a format, and \"{}\" is none", *output),
                 fmt::format("-o {}={}", format.empty() ? "FORMAT" : format, *output));
}

}  // namespace

Error unknown_flag(std::string_view name, const std::vector<std::string>& flags) {
  Error error(Errc::usage, fmt::format("unknown flag: --{}", name));
  if (auto known = here(habits, name, flags)) return std::move(error).hint(*std::move(known));
  const std::string near = nearest(fmt::format("--{}", name), flags);
  if (near.empty()) return error;
  return std::move(error).hint(fmt::format("did you mean {}?", near));
}

Error unknown_shorthand(char letter,
                        const std::string& argument,
                        const std::vector<std::string>& flags) {
  const std::string_view name(&letter, 1);
  Error error(Errc::usage, fmt::format("unknown shorthand flag: '{}' in {}", name, argument));
  if (auto known = here(shorthands, name, flags)) return std::move(error).hint(*std::move(known));
  return error;
}

Result<> check_habits(std::span<const std::string> words,
                      const CLI::App& command,
                      const kubeconfig::System& system) {
  return check_server(words, command)
      .and_then([&] { return check_filename(words, command); })
      .and_then([&] { return check_exit_code(words, system); })
      .and_then([&] { return check_output(words, command); });
}

}  // namespace kscan::cmd
