#pragma once
#include "base/error.hpp"
#include "base/object_key.hpp"
#include "workload/idle.hpp"
#include "workload/label_selector.hpp"
#include "workload/owner.hpp"
#include "workload/pod.hpp"
#include "workload/service_account.hpp"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace kscan::workload {

/// Where objects belong that name no namespace.
struct InputNamespace {
  std::string name;
  bool enforced = false;  ///< it was asked for: objects of another one are an error
};

/// Which objects count, and where they have their templates.
struct InputRules {
  LabelSelector selector = {};  ///< a pod counts too if what it belongs to is selected
  /// As in templates_of(), for kinds that are not Kubernetes' own.
  std::string template_path = {};
};

/// Objects from files: what they would run, or, of pods that a cluster wrote down, what they ran.
/// In any order. Kinds without pods are ignored; ServiceAccounts, the opt-out of Namespaces and
/// owner references count for the other objects, whatever their own labels are.
class Input {
public:
  explicit Input(InputNamespace ns, InputRules rules = {});
  /// One document, or nothing (null). Lists are taken apart, lists in lists too. The errors are
  /// kubectl's: Errc::invalid for what is no object, Errc::usage for another namespace.
  [[nodiscard]] Result<> add(nlohmann::json document);
  /// Sorted, equal ones once. `unmerged_account` stays set where the input has no such
  /// ServiceAccount. The owners of pods are what the input says is above them.
  [[nodiscard]] std::vector<PodImages> take() &&;

private:
  struct AdmittedPod {
    PodImages images;
    bool selected;  // by its own labels
  };
  [[nodiscard]] Result<> add_object(const nlohmann::json& object);
  void add_pod(const nlohmann::json& pod, bool selected);
  [[nodiscard]] bool is_below_selected(const std::vector<Owner>& chain) const;
  [[nodiscard]] std::string namespace_of(const std::string& named) const;
  void place(PodImages& images) const;

  InputNamespace m_namespace;
  InputRules m_rules;
  Owners m_owners;
  IdleTemplates m_templates;
  std::vector<AdmittedPod> m_pods;
  std::set<std::string, std::less<>> m_selected;  // UIDs of objects other than pods
  std::map<ObjectKey, ServiceAccount> m_accounts;
  std::set<std::string, std::less<>> m_opted_out;  // namespaces
};

}  // namespace kscan::workload
