#pragma once
#include "discover/calls.hpp"
#include "discover/query.hpp"
#include "discover/types.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kscan::discover {

/// How far owner references are followed.
enum class Climb {
  usual,  ///< through what stands between a pod and a workload: ReplicaSet, Job
  far,    ///< through whatever there is: the owner that is looked for is a custom resource
};

/// Reads the metadata of owners, level by level, by UID. What may not be read ends the climb there,
/// and is a warning.
class Climber {
public:
  Climber(const Api& api, TypeFinder& types, workload::Owners& owners)
      : m_api(api),
        m_types(types),
        m_owners(owners) {}

  /// The next level of all that is above these. False: there is none.
  bool add_calls(Calls& calls, const std::set<workload::Controller>& from, Climb how);
  /// One for each type that may not be read. Sorted.
  [[nodiscard]] std::vector<std::string> warnings() const;

private:
  struct Level {
    Type type;
    std::map<std::string, std::string, std::less<>> names = {};  // by UID
  };
  using Places = std::map<std::string, Level>;   // by namespace
  using Levels = std::map<std::string, Places>;  // by version and kind

  [[nodiscard]] std::optional<Type> type_to_read(const workload::Owner& owner, Climb how);
  void want(Levels& levels, const workload::Controller& top, Climb how);
  void add_reads(Calls& calls, const std::string& ns, const Level& level);
  void add_gets(Calls& calls, const std::string& ns, const Level& level);
  void add_list(Calls& calls, const std::string& ns, const Level& level);
  void add_wide_list(Calls& calls, const Places& places);
  [[nodiscard]] io::Ticket list(const std::string& ns, const Level& level, Calls::Over over);
  /// Who may not read an owner is told the pod's controller; all else is an error.
  [[nodiscard]] Result<> unless_hidden(const Type& type, const std::string& ns, const Error& error);

  const Api& m_api;
  TypeFinder& m_types;
  workload::Owners& m_owners;
  std::set<std::string, std::less<>> m_asked;                // UIDs
  std::map<std::string, std::set<std::string>> m_forbidden;  // namespaces, by type
};

}  // namespace kscan::discover
