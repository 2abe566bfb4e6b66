#pragma once
#include "base/object_key.hpp"
#include "kube/client.hpp"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <map>
#include <set>
#include <string>

namespace kscan::kube {

/// What a watcher has been told of a collection, so that lists and events, which may overlap,
/// become changes, each once.
class KnownObjects {
public:
  using Tell = std::function<void(Change, const nlohmann::json&)>;
  explicit KnownObjects(Tell tell)
      : m_tell(std::move(tell)) {}

  /// A list begins, and ends: what was in none of its items is gone.
  void list_begins() { m_listed.clear(); }
  void listed(const nlohmann::json& object);
  void list_ended();
  void changed(const nlohmann::json& object);
  void deleted(const nlohmann::json& object);

private:
  struct Known {
    std::string uid, version;
    std::string labels;  ///< JSON text; "" when they are no object
  };
  void forget(const ObjectKey& key);

  Tell m_tell;
  std::map<ObjectKey, Known> m_known;
  std::set<ObjectKey> m_listed;
};

}  // namespace kscan::kube
