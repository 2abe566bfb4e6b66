#pragma once
#include "base/error.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace kscan::cmd {

/// What is to be scanned; as typed.
struct TargetFlags {
  std::vector<std::string> words{};  ///< as kubectl takes them: TYPE NAME..., TYPE/NAME...
  // which objects
  std::string selector{};
  std::string field_selector{};
  bool all_namespaces = false;
  std::vector<std::string> excluded_namespaces{};
  std::vector<std::string> files{};
  bool recursive = false;
  std::string kustomize{};
  std::string template_path{};
  bool running_only = false;
  bool ignore_not_found = false;
  // which of their images
  std::vector<std::string> containers{};
  bool init_containers = true;
  bool ephemeral_containers = true;
  std::vector<std::string> excluded_images{};
};

/// All but the words.
void add_target_flags(CLI::App& command, TargetFlags& flags);
/// --fail-if-empty, for commands without the flags of a report.
void add_empty_flag(CLI::App& command, bool& fail_if_empty);

/// How the work is cut; as typed.
struct PlanFlags {
  std::string images_per_job = "4";
  std::string parallel = "4";
};
void add_plan_flags(CLI::App& command, PlanFlags& flags);

struct PlanSize {
  std::size_t images_per_job = 4;
  std::size_t parallel = 4;  ///< unfinished Jobs at a time
};
/// Errc::usage says which flag is wrong.
[[nodiscard]] Result<PlanSize> parse_size(const PlanFlags& flags);

}  // namespace kscan::cmd
