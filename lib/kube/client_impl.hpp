#pragma once
#include "kube/client.hpp"

#include <random>

/// Private to lib/kube: what the verbs share.
namespace kscan::kube {

struct ClientCore {
  ClientCore(http::Transport& to, io::Loop& in, const Options& with)
      : transport(to),
        loop(in),
        options(with),
        random(std::random_device{}()) {}
  http::Transport& transport;
  io::Loop& loop;
  Options options;
  std::mt19937 random;
};

using Shared = std::shared_ptr<ClientCore>;

/// One logical request; sent again as next_delay() says.
struct Call {
  http::Method method = http::Method::get;
  std::string target = {};
  std::string what = {};  ///< for errors without a text of their own: "get pods"
  std::string accept = "application/json";
  std::string content_type = {};
  std::string body = {};
  bool drop_body = false;  ///< of a success: never kept, "" is the answer
};

/// The body of a success, or the Error of the last attempt.
using Finish = std::function<void(Result<std::string>)>;
[[nodiscard]] io::Ticket send(const Shared& impl, Call call, Finish finish);

/// Accept header: everything of most resources, only metadata of Secrets.
[[nodiscard]] std::string accept_object(const Resource& what);
[[nodiscard]] std::string accept_list(const Resource& what);

/// "?a=b&c=d" of what is not empty, percent-encoded.
[[nodiscard]] std::string
query(const std::vector<std::pair<std::string_view, std::string>>& parameters);

struct Pages {
  std::function<void(nlohmann::json&)> on_item = {};
  std::function<void()> on_restart = {};  ///< forget the items so far: the list expired midway
  std::function<void(Result<std::string>)> on_end = {};  ///< the list's resourceVersion
};

struct Collection {
  Resource what;
  std::string ns = {};
  Selector by = {};
};

/// All pages of a list.
[[nodiscard]] io::Ticket list_pages(const Shared& impl, Collection from, Pages pages);
[[nodiscard]] io::Ticket start_watch(const Shared& impl, Collection of, Watcher watcher);

struct LogSource {
  ObjectKey pod;
  std::string container;
};
[[nodiscard]] io::Ticket start_log(const Shared& impl, LogSource source, LogSink sink);

}  // namespace kscan::kube
