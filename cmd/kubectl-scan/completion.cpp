#include "kubectl-scan/completion.hpp"

#include "base/text.hpp"
#include "kubectl-scan/flag_candidates.hpp"
#include "kubectl-scan/half_typed.hpp"
#include "kubectl-scan/live_candidates.hpp"
#include "kubectl-scan/word_candidates.hpp"
#include "report/gate.hpp"

#include <algorithm>
#include <exception>
#include <ostream>
#include <utility>

namespace kscan::cmd {

namespace {

std::vector<Candidate> candidates(const std::vector<std::string>& names) {
  std::vector<Candidate> result;
  for (const std::string& name : names)
    result.push_back({name});
  return result;
}

/// Pods named so far: "pod web-0 ...", "pod/web-0 ...".
std::vector<std::string> pods_named(const HalfTyped& half) {
  std::vector<std::string> names;
  for (const std::string& word : half.words) {
    const std::size_t slash = word.find('/');
    names.push_back(slash == std::string::npos ? word : word.substr(slash + 1));
  }
  if (half.command->get_name() == "pod") return names;
  return half.words.empty() || half.words.front().starts_with("po") ? names
                                                                    : std::vector<std::string>();
}

std::vector<Candidate> live(Source source, const HalfTyped& half, const Surroundings& around) {
  switch (source) {
  case Source::contexts:
    return candidates(names_in_kubeconfig(half, "contexts", around));
  case Source::clusters:
    return candidates(names_in_kubeconfig(half, "clusters", around));
  case Source::users:
    return candidates(names_in_kubeconfig(half, "users", around));
  case Source::namespaces:
    return names_of("namespaces", half, around);
  case Source::containers:
    return containers_of(pods_named(half), half, around);
  case Source::service_accounts:
    return names_of("serviceaccounts", half, around);
  case Source::claims:
    return names_of("persistentvolumeclaims", half, around);
  case Source::priority_classes:
    return names_of("priorityclasses", half, around);
  default:
    return {};
  }
}

/// Before the last comma, which all candidates keep.
std::string list_part(const std::string& typed) {
  const std::size_t comma = typed.rfind(',');
  return comma == std::string::npos ? "" : typed.substr(0, comma + 1);
}

Completion words_for(const FlagValues& values, const std::string& typed) {
  Completion result{.directive = directive::no_files | directive::keep_order};
  // FORMAT=FILE
  if (values.opens && typed.find('=') != std::string::npos) return {.directive = directive::files};
  const std::string before = values.list ? list_part(typed) : "";
  for (const Candidate& word : values.words)
    result.candidates.push_back({before + word.value, word.description});
  return result;
}

Completion complete_value(const HalfTyped& half, const Surroundings& around) {
  const auto values = values_for(half.command->get_name(), *half.flag);
  if (!values) return {};
  switch (values->source) {
  case Source::files:
    return {.directive = directive::files};
  case Source::directories:
    return {.directive = directive::directories};
  case Source::words:
    return words_for(*values, half.typed);
  default:
    return {.candidates = live(values->source, half, around)};
  }
}

Completion complete(std::span<const std::string> arguments, const Surroundings& around) {
  CommandLine line;
  const HalfTyped half = read_half_typed(line, arguments);
  if (half.flag != nullptr) return complete_value(half, around);
  if (half.typed.starts_with("-") && !half.verbatim) return {.candidates = flag_names(half, line)};
  return complete_word(half, line, around);
}

/// Shells take a candidate into the command line as it is: one that could mean something to any of
/// them is left out, whoever gave a context or an object that name.
bool is_plain(std::string_view value) {
  constexpr std::string_view marks = "._:/@%+=,-";
  return !value.empty() && std::ranges::all_of(value, [&](char c) {
    const bool alphanumeric =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return alphanumeric || marks.find(c) != std::string_view::npos;
  });
}

void write(const Completion& completion,
           const std::string& typed,
           bool described,
           std::ostream& out) {
  for (const Candidate& candidate : completion.candidates) {
    if (!candidate.value.starts_with(typed) || !is_plain(candidate.value)) continue;
    out << candidate.value;
    if (described && !candidate.description.empty())
      out << '\t' << printable(candidate.description);
    out << '\n';
  }
  out << ':' << completion.directive << '\n' << std::flush;
}

/// What of the last argument candidates begin with.
std::string typed_of(const std::string& argument) {
  const std::size_t equals = argument.find('=');
  if (!argument.starts_with("-") || equals == std::string::npos) return argument;
  return argument.substr(equals + 1);
}

}  // namespace

bool is_complete_request(std::string_view word) noexcept {
  return word == "__complete" || word == "__completeNoDesc";
}

int answer_complete_request(std::span<const std::string> arguments, Surroundings& around) {
  const bool described = arguments.front() == "__complete";
  std::vector<std::string> words(arguments.begin() + 1, arguments.end());
  if (words.empty()) words.emplace_back();
  Completion completion;
  try {
    completion = complete(words, around);
  } catch (const std::exception&) {
    completion = {};
  }
  write(completion, typed_of(words.back()), described, around.out);
  return report::exit_code::ok;
}

}  // namespace kscan::cmd
