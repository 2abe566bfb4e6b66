#pragma once
#include "discover/calls.hpp"
#include "discover/climber.hpp"
#include "discover/places.hpp"
#include "discover/query.hpp"
#include "discover/types.hpp"
#include "workload/idle.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace kscan::discover {

/// One find(): what is asked for, then the pods that may belong to it, then what is above them.
class Search {
public:
  Search(const Api& api, const Query& query)
      : m_api(api),
        m_query(query),
        m_types(api.types),
        m_climber(api, m_types, m_facts.owners),
        m_places(api, m_facts),
        m_asked(query.names),
        m_candidates(query.names) {}

  /// Once.
  [[nodiscard]] Discovered run();

private:
  /// Objects that pods may belong to.
  struct Roots {
    workload::IdleTemplates idle = {};
    std::set<std::string, std::less<>> uids = {};
    std::map<std::string, std::set<std::string>> selectors = {};  // by namespace; "": all pods
  };

  // What is asked for.
  void ask(const workload::Objects& objects);
  void ask(const workload::Types& types);
  void ask(const workload::Namespaces& namespaces);
  void ask(const workload::Nodes& nodes);
  void ask(const workload::Images& images);
  void ask(const workload::Files&) {}
  void add_pod(const Type& type, const std::string& name);
  void add_object(const Type& type, const std::string& name);
  void add_objects(const Type& type);
  /// Of a failed call: what is said of it.
  using Verdict = std::function<Result<>(Error)>;
  void add_pods(
      const std::string& ns,
      const kube::Selector& by,
      workload::Crowd& into,
      Verdict verdict = [](Error error) -> Result<> { return fail(std::move(error)); });

  void take_pod(const nlohmann::json& pod, workload::Crowd& into) const;
  void take_object(const nlohmann::json& object, const Type& type, Roots& into) const;
  void merge(Roots&& roots, const Type& type);
  [[nodiscard]] Result<> unless_ignored(Error error) const;
  /// Of a list of objects of the type.
  [[nodiscard]] Verdict unless_optional(const Type& type);
  /// Throws if nothing of what was asked for can be read.
  void check_left_out() const;
  [[nodiscard]] std::vector<std::string> warnings() const;

  void find_candidates();
  void learn();
  [[nodiscard]] std::set<workload::Controller> controllers() const;
  [[nodiscard]] std::vector<workload::PodImages> taken();

  /// The namespace that lists are of; "" for all.
  [[nodiscard]] std::string scope() const;
  [[nodiscard]] bool is_excluded(const std::string& ns) const;

  const Api& m_api;
  const Query& m_query;
  TypeFinder m_types;
  workload::CrowdFacts m_facts;
  Climber m_climber;
  Places m_places;
  workload::Crowd m_asked;       // wanted whoever owns them
  workload::Crowd m_candidates;  // wanted if a root does
  Roots m_roots;
  std::vector<workload::PodImages> m_requested;
  Climb m_climb = Climb::usual;
  bool m_have_all_pods = false;  // of the scope: there are no other candidates
  struct LeftOut {
    std::string type;
    Error error;
  };
  std::map<std::size_t, LeftOut> m_left_out;  // of m_optional, in the order asked for
  std::size_t m_optional = 0;                 // types
  Calls m_calls{m_api.loop};
};

/// Is it in a namespace that is not wanted?
[[nodiscard]] bool is_excluded(const Query& query, const std::string& ns);

}  // namespace kscan::discover
