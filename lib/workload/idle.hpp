#pragma once
#include "workload/owner.hpp"
#include "workload/pod.hpp"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kscan::workload {

/// Templates from which nothing runs: a Deployment of no replicas, a CronJob between its hours.
/// What runs is told by the pods, which webhooks may have changed. Objects and pods in any order.
class IdleTemplates {
public:
  /// An object that may have a pod template. `path` as in templates_of().
  void add(const nlohmann::json& object, std::string_view path = {});
  void merge(IdleTemplates&& other);
  /// A pod was found; `chain` is its Owners::chain(). One that has ended says what ran, which the
  /// template need not say any more, unless that pod is skipped.
  void mark(const std::vector<Owner>& chain, const PodImages& pod);
  /// Without what has a pod that has not ended, what another object that was added makes, what is
  /// controlled and wants no pods (the old revisions of a rollout), and containers that are as a
  /// pod that ended had them. Sorted.
  [[nodiscard]] std::vector<PodImages> take() &&;

private:
  struct Entry {
    std::string uid;
    std::string controller;  // UID
    std::vector<PodImages> templates;
  };
  [[nodiscard]] bool is_idle(const Entry& entry) const;
  void leave_out_what_ran(Entry& entry) const;

  using Ran = std::set<std::pair<std::string, std::string>>;  // containers and their images
  std::vector<Entry> m_entries;
  std::set<std::string, std::less<>> m_added;
  std::set<std::string, std::less<>> m_running;
  std::map<std::string, Ran, std::less<>> m_ran;  // by UID
};

}  // namespace kscan::workload
