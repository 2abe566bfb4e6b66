#pragma once
#include "base/error.hpp"
#include "workload/pod.hpp"

#include <set>
#include <string>
#include <vector>

namespace kscan::workload {

/// Which containers of the pods are wanted.
struct ContainerRules {
  /// -c: names, or patterns as in matches_glob(). Empty: all. They leave out image volumes.
  std::vector<std::string> names = {};
  bool init = true;       ///< init containers; sidecars run, and stay
  bool ephemeral = true;  ///< --ephemeral-containers
};

/// Applies the rules to one pod after the other and knows in the end which names fitted nothing.
class ContainerSelection {
public:
  explicit ContainerSelection(ContainerRules rules);
  /// Removes from the pod what is not wanted.
  void apply(PodImages& pod);
  /// After the last pod: Errc::not_found for a name that no container had, in kubectl's words.
  /// Without any pod nothing is said.
  [[nodiscard]] Result<> check() const;

private:
  [[nodiscard]] bool wants(const ContainerImage& image);

  ContainerRules m_rules;
  std::set<std::string> m_matched;
  std::set<std::string> m_available;  // of the first pod
  std::string m_first;
  std::size_t m_pods = 0;
};

}  // namespace kscan::workload
