#pragma once
#include "base/error.hpp"
#include "base/object_key.hpp"
#include "http/retry.hpp"
#include "http/transport.hpp"
#include "io/loop.hpp"
#include "kube/access.hpp"
#include "kube/resource.hpp"
#include "kube/sinks.hpp"
#include "kube/status.hpp"

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kscan::kube {

struct ClientCore;  // private to lib/kube

struct Options {
  http::RetryPolicy retry = {};
  /// Of one get, list page, create, patch or remove; zero: none. Not for watches and logs.
  std::chrono::milliseconds request_timeout{0};
};

enum class PatchType {
  merge,      ///< RFC 7386: lists are replaced
  strategic,  ///< lists are merged by their keys; built-in types only
};

enum class Propagation { background, foreground, orphan };

struct Removal {
  Propagation propagation = Propagation::background;  ///< of what the object owns
  std::string uid = {};  ///< only this very object, else Errc::conflict; "": whatever has the name
  std::string version = {};  ///< only while its resourceVersion is this, else Errc::conflict
};

/// Kubernetes verbs over a Transport. Turns Status objects into Error; knows 409, 410, 429,
/// continue. Failed calls are repeated as http::next_delay() says. Of Secrets only metadata is
/// asked for, and what the server answers to their removal is dropped unread. In an ObjectKey an
/// empty namespace is for what is in none. Transport and loop outlive the client; tickets may
/// outlive it.
class Client {
public:
  Client(http::Transport& transport, io::Loop& loop, Options options = {});

  // Blocking: pumps the loop, throws Error. For straight-line phases; never from a callback.
  [[nodiscard]] nlohmann::json get(const Resource& what, const ObjectKey& key);
  /// All pages. `ns` "" means all namespaces.
  [[nodiscard]] std::vector<nlohmann::json>
  list(const Resource& what, std::string_view ns, const Selector& by = {});
  /// The same, each item as it arrives: memory grows neither with a page nor with the list.
  void list(const Resource& what, std::string_view ns, const Selector& by, const Each& each);
  [[nodiscard]] Permission can_i(const Access& access);

  /// Any path of the API, as an object ("/version").
  [[nodiscard]] nlohmann::json get_path(const std::string& path);

  // Asynchronous: the ticket's destruction cancels (a request already sent may still take effect).
  // `done` runs once, inside the loop, unless cancelled.
  [[nodiscard]] io::Ticket get(const Resource& what, const ObjectKey& key, Done done);
  /// Any path of the API, as an object ("/version").
  [[nodiscard]] io::Ticket get_path(std::string path, std::string accept, Done done);
  [[nodiscard]] io::Ticket
  list(const Resource& what, std::string_view ns, const Selector& by, ListDone done);
  [[nodiscard]] io::Ticket
  list(const Resource& what, std::string_view ns, const Selector& by, Each each, EachDone done);
  /// Only the metadata of what get() and list() find (PartialObjectMetadata), which is smaller.
  [[nodiscard]] io::Ticket get_metadata(const Resource& what, const ObjectKey& key, Done done);
  [[nodiscard]] io::Ticket list_metadata(
      const Resource& what, std::string_view ns, const Selector& by, Each each, EachDone done);
  [[nodiscard]] io::Ticket create(const Resource& what,
                                  std::string_view ns,
                                  const nlohmann::ordered_json& object,
                                  Done done);
  /// The same with a body already serialised (large ConfigMaps); wiped afterwards.
  [[nodiscard]] io::Ticket
  create(const Resource& what, std::string_view ns, std::string body, Done done);
  /// As create(), admission and validation included, but nothing is kept (dryRun=All).
  [[nodiscard]] io::Ticket try_create(const Resource& what,
                                      std::string_view ns,
                                      const nlohmann::ordered_json& object,
                                      Done done);
  [[nodiscard]] io::Ticket patch(const Resource& what,
                                 const ObjectKey& key,
                                 PatchType type,
                                 const nlohmann::ordered_json& change,
                                 Done done);
  [[nodiscard]] io::Ticket
  remove(const Resource& what, const ObjectKey& key, const Removal& how, Done done);
  [[nodiscard]] io::Ticket can_i(const Access& access, PermissionDone done);
  [[nodiscard]] io::Ticket
  watch(const Resource& what, std::string_view ns, const Selector& by, Watcher watcher);
  /// See LogSink. Each call begins at the start of the container's current log.
  [[nodiscard]] io::Ticket
  follow_log(const ObjectKey& pod, std::string_view container, LogSink sink);

private:
  std::shared_ptr<ClientCore> m_impl;
};

}  // namespace kscan::kube
