#pragma once
#include "kubectl-scan/completion.hpp"
#include "kubectl-scan/half_typed.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kscan::cmd {

/// Where the values of a flag come from.
enum class Source {
  nowhere,  ///< free text
  files,
  directories,
  words,  ///< see FlagValues
  // of the kubeconfig
  contexts,
  clusters,
  users,
  // of the cluster
  namespaces,
  containers,
  service_accounts,
  claims,
  priority_classes,
};

struct FlagValues {
  Source source = Source::nowhere;
  std::vector<Candidate> words = {};
  bool list = false;   ///< several at commas
  bool opens = false;  ///< something may follow: FORMAT=FILE
};

/// Of the flag with this long name, of that command; nothing for a flag nobody has thought of.
[[nodiscard]] std::optional<FlagValues> values_for(const std::string& command,
                                                   const CLI::Option& flag);

/// The flags that the command takes, for what begins with "-"; those about the connection last.
[[nodiscard]] std::vector<Candidate> flag_names(const HalfTyped& half, CommandLine& line);

}  // namespace kscan::cmd
