#pragma once
#include "base/error.hpp"
#include "base/object_key.hpp"
#include "http/retry.hpp"
#include "http/transport.hpp"
#include "io/loop.hpp"
#include "kube/resource.hpp"
#include "kube/status.hpp"

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <functional>
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

/// The object, or what went wrong. remove() answers with a null value.
using Done = std::function<void(Result<nlohmann::json>)>;
using ListDone = std::function<void(Result<std::vector<nlohmann::json>>)>;

enum class Change { added, modified, deleted };

/// A list followed by its changes. No object is missed or reported twice in the same version.
struct Watcher {
  /// A deletion that was noticed only by listing again carries nothing but metadata: name,
  /// namespace, uid and the labels it had when last seen.
  std::function<void(Change, const nlohmann::json&)> on_change = {};
  /// At most once, and the end: an error that listing again cannot cure (401, 403, 404) or a server
  /// out of reach for about a minute.
  std::function<void(Error)> on_lost = {};
};

/// on_line once per line, without its newline, an unfinished last one at the end of the stream;
/// then on_end once. The end of the stream proves nothing: a broken one may end like a good one.
/// on_end fails with:
///   not_found    the pod is gone
///   unavailable  the container is waiting to start (HTTP 400), the pod has no node yet (HTTP 204),
///                the kubelet or the server is out of reach, or the connection broke: ask again
///   others       as status_error()
struct LogSink {
  std::function<void(std::string_view line)> on_line = {};
  std::function<void(Result<>)> on_end = {};
};

/// Kubernetes verbs over a Transport. Turns Status objects into Error; knows 409, 410, 429,
/// continue. Failed calls are repeated as http::next_delay() says, except log streams, which are
/// the caller's to resume. Of Secrets only metadata is asked for, and what the server answers to
/// their removal is dropped unread. Transport and loop outlive the client; tickets may outlive it.
class Client {
public:
  Client(http::Transport& transport, io::Loop& loop, Options options = {});

  // Blocking: pumps the loop, throws Error. For straight-line phases; never from a callback.
  [[nodiscard]] nlohmann::json get(const Resource& what, const ObjectKey& key);
  /// All pages. `ns` "" means all namespaces.
  [[nodiscard]] std::vector<nlohmann::json>
  list(const Resource& what, std::string_view ns, const Selector& by = {});

  // Asynchronous: the ticket's destruction cancels (a request already sent may still take effect).
  // `done` runs once, inside the loop, unless cancelled.
  [[nodiscard]] io::Ticket get(const Resource& what, const ObjectKey& key, Done done);
  [[nodiscard]] io::Ticket
  list(const Resource& what, std::string_view ns, const Selector& by, ListDone done);
  [[nodiscard]] io::Ticket create(const Resource& what,
                                  std::string_view ns,
                                  const nlohmann::ordered_json& object,
                                  Done done);
  /// The same with a body already serialised (large ConfigMaps); wiped afterwards.
  [[nodiscard]] io::Ticket
  create(const Resource& what, std::string_view ns, std::string body, Done done);
  /// RFC 7386: lists are replaced.
  [[nodiscard]] io::Ticket patch(const Resource& what,
                                 const ObjectKey& key,
                                 const nlohmann::ordered_json& change,
                                 Done done);
  /// What it owns goes in the background.
  [[nodiscard]] io::Ticket remove(const Resource& what, const ObjectKey& key, Done done);
  [[nodiscard]] io::Ticket
  watch(const Resource& what, std::string_view ns, const Selector& by, Watcher watcher);
  /// From the start of the container's current log until the container ends.
  [[nodiscard]] io::Ticket
  follow_log(const ObjectKey& pod, std::string_view container, LogSink sink);

private:
  std::shared_ptr<ClientCore> m_impl;
};

}  // namespace kscan::kube
