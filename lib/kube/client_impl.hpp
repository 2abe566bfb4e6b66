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

struct Call;

/// Takes a success's body piece by piece instead of getting it whole.
struct Receiver {
  /// An error ends the call.
  std::function<Result<>(std::string_view)> on_data = {};
  /// The body has ended well. Errc::unavailable: but too early, as if the connection had broken.
  std::function<Result<>()> on_end = {};
  /// The last attempt brought it forward: the attempts are counted anew.
  std::function<bool()> progressed = {};
  /// It will be sent again; may change the target.
  std::function<void(Call&)> on_retry = {};
};

/// One logical request; sent again as next_delay() says.
struct Call {
  http::Method method = http::Method::get;
  std::string target = {};
  Asked asked = {};
  std::string accept = "application/json";
  std::string content_type = {};
  std::string body = {};
  bool drop_body = false;  ///< of a success: never kept, "" is the answer
  bool answered = false;   ///< the server has answered, this call or one that it goes on from
  Receiver receiver = {};  ///< with on_data: "" is the answer
};

/// The body of a success, or the Error of the last attempt.
using Finish = std::function<void(Result<std::string>)>;
[[nodiscard]] io::Ticket send(const Shared& impl, Call call, Finish finish);
/// The body of a success as an object.
[[nodiscard]] Finish decoding(Done done);

/// A call about one object; `name` may be "".
[[nodiscard]] Call
call_for(http::Method method, std::string verb, const Resource& what, const ObjectKey& key);

/// Accept header: everything of most resources, only metadata of Secrets.
[[nodiscard]] std::string accept_object(const Resource& what);
[[nodiscard]] std::string accept_list(const Resource& what);

/// "?a=b&c=d" of what is not empty, percent-encoded.
[[nodiscard]] std::string
query(const std::vector<std::pair<std::string_view, std::string>>& parameters);

struct Pages {
  std::function<void(nlohmann::json&)> on_item = {};
  std::function<void()> on_restart = {};  ///< forget the items so far: the list begins anew
  std::function<void(Result<std::string>)> on_end = {};  ///< the list's resourceVersion
};

struct Collection {
  Collection(const Resource& what, std::string_view in, Selector selector);
  std::string path;
  std::string name;  ///< "jobs.batch"
  std::string ns;
  std::string accept_list, accept_object;
  Selector by;
};

/// All pages of a list, of one snapshot.
[[nodiscard]] io::Ticket list_pages(const Shared& impl, Collection from, Pages pages);
[[nodiscard]] io::Ticket start_watch(const Shared& impl, Collection of, Watcher watcher);

struct LogSource {
  ObjectKey pod;
  std::string container;
};
[[nodiscard]] io::Ticket start_log(const Shared& impl, LogSource source, LogSink sink);

}  // namespace kscan::kube
