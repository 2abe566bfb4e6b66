#pragma once
#include "discover/calls.hpp"
#include "discover/query.hpp"

#include <set>
#include <string>

namespace kscan::discover {

/// Reads what nodes and namespaces say of all their pods: platforms and opt-outs. Who may not read
/// them does without.
class Places {
public:
  Places(const Api& api, workload::CrowdFacts& facts)
      : m_api(api),
        m_facts(facts) {}

  /// Each is asked for once, whatever it is asked for with later. Where `must_exist`, a name that
  /// the server does not know is an error in kubectl's words.
  void add_nodes(Calls& calls, const std::set<std::string>& names, bool must_exist = false);
  void add_namespaces(Calls& calls, const std::set<std::string>& names, bool must_exist = false);

private:
  using Take = std::function<void(const nlohmann::json&)>;
  struct Kind {
    kube::Resource resource;
    Take take;
    std::set<std::string>& asked;
  };
  void add(Calls& calls, const Kind& kind, const std::set<std::string>& names, bool must_exist);
  void add_get(Calls& calls, const Kind& kind, const std::string& name, bool must_exist);
  void add_list(Calls& calls, const Kind& kind);
  void take_node(const nlohmann::json& node);
  void take_namespace(const nlohmann::json& ns);

  const Api& m_api;
  workload::CrowdFacts& m_facts;
  std::set<std::string> m_nodes;  // asked for
  std::set<std::string> m_namespaces;
};

}  // namespace kscan::discover
