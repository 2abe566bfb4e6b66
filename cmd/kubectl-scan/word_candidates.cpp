#include "kubectl-scan/word_candidates.hpp"

#include "kubectl-scan/help.hpp"
#include "kubectl-scan/live_candidates.hpp"
#include "workload/resource_type.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace kscan::cmd {

namespace {

std::vector<Candidate> commands_of(const CLI::App& parent, const CLI::App* unnamed) {
  std::vector<Candidate> found;
  for (const CLI::App* const command : parent.get_subcommands({}))
    if (command != unnamed && !command->get_group().empty())
      found.push_back({command->get_name(), command->get_description()});
  return found;
}

/// Those whose name is not there yet; kubectl completes plurals.
void add_types(const HalfTyped& half, const Surroundings& around, std::vector<Candidate>& into) {
  for (const workload::ResourceType& type : workload::builtin_types()) {
    std::string help(type.kind);
    if (!type.short_name.empty()) help += " (" + std::string(type.short_name) + ")";
    into.push_back({std::string(type.plural), std::move(help)});
  }
  for (Candidate& type : custom_types(half, around))
    into.push_back(std::move(type));
}

void drop_named(const std::vector<std::string>& words, std::vector<Candidate>& names) {
  std::erase_if(names, [&](const Candidate& name) {
    return std::ranges::find(words, name.value) != words.end();
  });
}

Completion names(const std::string& type, const HalfTyped& half, const Surroundings& around) {
  Completion result{.candidates = names_of(type, half, around)};
  drop_named(half.words, result.candidates);
  return result;
}

/// "deploy/we": the type stays as it was typed.
Completion slashed_names(const HalfTyped& half, const Surroundings& around) {
  const std::string type = half.typed.substr(0, half.typed.find('/'));
  Completion result{.candidates = names_of(type, half, around)};
  for (Candidate& name : result.candidates)
    name.value = type + "/" + name.value;
  drop_named(half.words, result.candidates);
  return result;
}

/// "pod/NAME" is all that kubectl scan match knows of a cluster.
Completion pod_slash_names(const HalfTyped& half, const Surroundings& around) {
  if (half.typed.find('/') != std::string::npos) return slashed_names(half, around);
  return {.candidates = {{"pod/", "Pods of the namespace"}},
          .directive = directive::no_files | directive::no_space};
}

/// TYPE NAME..., TYPE/NAME...
Completion targets(const HalfTyped& half, const Surroundings& around) {
  if (half.typed.find('/') != std::string::npos) return slashed_names(half, around);
  Completion result;
  if (half.words.empty()) {
    add_types(half, around, result.candidates);
    return result;
  }
  const std::string& type = half.words.front();
  if (type.find('/') != std::string::npos || type == "image" || type == "all") return result;
  return names(type, half, around);
}

Completion first_words(const HalfTyped& half, CommandLine& line, const Surroundings& around) {
  if (half.typed.find('/') != std::string::npos) return slashed_names(half, around);
  Completion result{.candidates = commands_of(line.root, line.unnamed)};
  // Not before somebody has begun to type one: they would hide the commands.
  if (!half.typed.empty()) add_types(half, around, result.candidates);
  drop_named({}, result.candidates);
  return result;
}

/// attach takes one, cleanup several.
Completion run_ids(const HalfTyped& half, const Surroundings& around, bool several) {
  if (!several && !half.words.empty()) return {};
  Completion result{.candidates = runs(half, around)};
  drop_named(half.words, result.candidates);
  return result;
}

Completion help_words(const HalfTyped& half, const CommandLine& line) {
  Completion result;
  if (!half.words.empty()) return result;
  result.candidates = commands_of(line.root, line.unnamed);
  for (const Topic& topic : topics())
    result.candidates.push_back({std::string(topic.name), std::string(topic.title)});
  return result;
}

Completion shell_words(const HalfTyped& half) {
  Completion result;
  if (!half.words.empty())
    return {.directive =
                half.words.front() == "install" ? directive::directories : directive::no_files};
  for (const std::string_view shell : shells())
    result.candidates.push_back({std::string(shell), "Print the script"});
  result.candidates.push_back({"install", "Have kubectl complete kubectl scan"});
  return result;
}

bool wants_files(const std::string& command, const HalfTyped& half) {
  if (command == "explain") return !half.words.empty();
  return command == "report" || command == "diff";
}

}  // namespace

Completion complete_word(const HalfTyped& half, CommandLine& line, const Surroundings& around) {
  const std::string& command = half.command->get_name();
  if (half.command == &line.root) return first_words(half, line, around);
  if (half.command == line.unnamed || command == "images") return targets(half, around);
  for (const char* const type : {"pod", "namespace", "node"})
    if (command == type) return names(type, half, around);
  if (command == "match") return pod_slash_names(half, around);
  if (command == "attach" || command == "cleanup")
    return run_ids(half, around, command == "cleanup");
  if (command == "help") return help_words(half, line);
  if (command == "completion") return shell_words(half);
  if (wants_files(command, half)) return {.directive = directive::files};
  return {.candidates = commands_of(*half.command, nullptr)};
}

}  // namespace kscan::cmd
