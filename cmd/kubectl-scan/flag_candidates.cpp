#include "kubectl-scan/flag_candidates.hpp"

#include "render/format.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace kscan::cmd {

namespace {

std::vector<Candidate> words(std::initializer_list<const char*> values) {
  std::vector<Candidate> result;
  for (const char* const value : values)
    result.push_back({value});
  return result;
}

FlagValues one_of(std::initializer_list<const char*> values) {
  return {.source = Source::words, .words = words(values)};
}

FlagValues some_of(std::initializer_list<const char*> values) {
  return {.source = Source::words, .words = words(values), .list = true};
}

const std::map<std::string, FlagValues>& words_of_flags() {
  static const std::map<std::string, FlagValues> all{
      {"severity", some_of({"critical", "high", "medium", "low", "unknown"})},
      {"fail-on",
       some_of({"none",
                "critical",
                "high",
                "medium",
                "low",
                "unknown",
                "eol",
                "new:critical",
                "new:high",
                "new:medium",
                "new:low",
                "new:unknown"})},
      {"ignore-status",
       some_of({"affected",
                "end_of_life",
                "fix_deferred",
                "fixed",
                "not_affected",
                "under_investigation",
                "will_not_fix"})},
      {"color", one_of({"auto", "always", "never"})},
      {"credentials", one_of({"auto", "secret", "memory", "none"})},
      {"dry-run", one_of({"none", "client", "server"})},
      {"scanner", one_of({"trivy", "grype"})},
      {"scanner-image-pull-policy", one_of({"Always", "IfNotPresent", "Never"})},
      {"v", one_of({"6", "7", "8", "9", "10"})},
  };
  return all;
}

const std::map<std::string, Source>& sources_of_flags() {
  static const std::map<std::string, Source> all{
      {"namespace", Source::namespaces},
      {"exclude-namespace", Source::namespaces},
      {"context", Source::contexts},
      {"cluster", Source::clusters},
      {"user", Source::users},
      {"container", Source::containers},
      {"service-account", Source::service_accounts},
      {"db-cache-pvc", Source::claims},
      {"priority-class", Source::priority_classes},
      {"scanner-command", Source::nowhere},
      {"pod-template-path", Source::nowhere},
  };
  return all;
}

/// -o is not the same everywhere.
FlagValues formats_of(const std::string& command) {
  if (command == "images" || command == "list")
    return one_of({"table", "wide", "name", "json", "yaml"});
  if (command == "version") return one_of({"json", "yaml"});
  if (command == "match") return one_of({"text", "json"});
  if (command == "connection") return one_of({"json"});
  FlagValues values{.source = Source::words, .opens = true};
  for (const std::string_view name : render::format_names())
    values.words.push_back({std::string(name)});
  return values;
}

/// What the placeholder says.
std::optional<Source> source_of(const std::string& placeholder) {
  if (placeholder.starts_with("FILE")) return Source::files;
  if (placeholder.starts_with("DIR") || placeholder.starts_with("PATH")) return Source::directories;
  return std::nullopt;
}

void add_flags(const CLI::App& app, std::vector<Candidate>& into) {
  for (const CLI::Option* const option : app.get_options())
    for (const std::string& name : option->get_lnames()) {
      const std::string value = "--" + name;
      if (std::ranges::find(into, value, &Candidate::value) == into.end())
        into.push_back({value, option->get_description()});
    }
}

}  // namespace

std::optional<FlagValues> values_for(const std::string& command, const CLI::Option& flag) {
  const std::string& name = flag.get_lnames().front();
  if (flag.get_items_expected_max() == 0) return one_of({"true", "false"});
  if (name == "output") return formats_of(command);
  if (const auto found = words_of_flags().find(name); found != words_of_flags().end())
    return found->second;
  if (const auto found = sources_of_flags().find(name); found != sources_of_flags().end())
    return FlagValues{.source = found->second};
  if (const auto source = source_of(flag.get_type_name())) return FlagValues{.source = *source};
  return std::nullopt;
}

std::vector<Candidate> flag_names(const HalfTyped& half, CommandLine& line) {
  std::vector<Candidate> names;
  if (half.command == &line.root) {
    fill_in(*line.unnamed);
    add_flags(*line.unnamed, names);
  }
  add_flags(*half.command, names);
  return names;
}

}  // namespace kscan::cmd
