#pragma once
#include "workload/node.hpp"
#include "workload/owner.hpp"
#include "workload/pod.hpp"

#include <compare>
#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace kscan::workload {

/// A controller of pods in a namespace.
struct Controller {
  std::string ns;
  Owner owner;
  friend auto operator<=>(const Controller&, const Controller&) = default;
};

/// What became known about the pods after they were added.
struct CrowdFacts {
  Owners owners = {};
  std::map<std::string, NodeFacts, std::less<>> nodes = {};
  std::set<std::string, std::less<>> opted_out = {};  ///< namespaces
};

/// Pods that are equal but for their names and nodes, told together: memory grows with what they
/// run, not with how many they are. In any order.
class Crowd {
public:
  /// Which names of pods without an owner are kept: they are what findings are reported against.
  enum class Names { all, one };
  explicit Crowd(Names names = Names::all)
      : m_names(names) {}

  void add(PodImages pod);
  void merge(Crowd&& other);
  [[nodiscard]] bool empty() const noexcept { return m_pods.empty(); }

  [[nodiscard]] std::set<Controller> controllers() const;
  [[nodiscard]] std::set<std::string> nodes() const;
  [[nodiscard]] std::set<std::string> namespaces() const;

  /// Asked with Owners::chain() of each, which is empty for a pod without a controller, and with
  /// the pod without its name.
  using Keep = std::function<bool(const std::vector<Owner>&, const PodImages&)>;
  /// Those that `keep` wants, each with its topmost owner, its node's platform and what opts it
  /// out. Sorted; a name that was added twice is there once.
  [[nodiscard]] std::vector<PodImages> take(const CrowdFacts& facts, const Keep& keep) &&;

private:
  struct Members {
    std::string first;  ///< by name
    std::vector<std::string> others;
    std::size_t count = 0;
  };
  using Shapes = std::map<PodImages, Members>;
  void add(Members& members, std::string name, bool has_owner) const;
  void add(Members& members, Members&& more, bool has_owner) const;

  Names m_names;
  std::map<PodImages, std::map<std::string, Members>> m_pods;  // by what they run, by node
};

}  // namespace kscan::workload
