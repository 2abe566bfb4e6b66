#pragma once
#include "base/error.hpp"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <string_view>
#include <vector>

namespace kscan::kube {

/// The object, or what went wrong. remove() answers with a null value.
using Done = std::function<void(Result<nlohmann::json>)>;
using ListDone = std::function<void(Result<std::vector<nlohmann::json>>)>;
using EachDone = std::function<void(Result<>)>;

/// A list item by item. All are of one snapshot, in the server's order, each once.
struct Each {
  std::function<void(const nlohmann::json&)> on_item = {};
  /// Forget what has come so far, the list begins anew: its snapshot expired (a long list, HTTP
  /// 410), or the connection broke early in a list of custom resources. At most a few times.
  std::function<void()> on_restart = {};
};

enum class Change { added, modified, deleted };

/// A list followed by its changes. No object is missed or reported twice in the same version.
struct Watcher {
  /// A deletion that was noticed only by listing again carries nothing but metadata: name,
  /// namespace, uid and the labels it had when last seen.
  std::function<void(Change, const nlohmann::json&)> on_change = {};
  /// At most once, and the end: an error that listing again cannot cure (401, 403, 404) or a server
  /// out of reach for about a minute.
  std::function<void(Error)> on_lost = {};
  /// Once: what there was when the watch began has been told.
  std::function<void()> on_listed = {};
};

/// A container's log from the start of what the kubelet still has (it serves the current file: what
/// was rotated away before is lost) to the container's end.
///
/// on_line once per line, in order and without its newline, whatever happens to connections: a
/// stream that ends, well or not, proves nothing (kube-apiserver ends a broken one like a good
/// one), so it is taken up again until the pod says that the container has ended, and read until
/// nothing more comes. An unfinished last line comes only then. Lines are told apart by the time
/// stamps that the kubelet gives them; where it gives none, or the clock was set back, a broken
/// stream cannot be taken up again. Of a container that is started again, the new log is followed.
///
/// on_end once. It fails with:
///   not_found    the pod is gone, or is another one of that name
///   unavailable  the container is waiting to start (HTTP 400) or the pod has no node yet (HTTP
///                204); the kubelet or the server was out of reach for about a minute; the stream
///                broke and cannot be taken up again: ask again, from the start
///   others       as status_error()
/// Needs the right to get the pod besides its log.
struct LogSink {
  std::function<void(std::string_view line)> on_line = {};
  std::function<void(Result<>)> on_end = {};
};

}  // namespace kscan::kube
