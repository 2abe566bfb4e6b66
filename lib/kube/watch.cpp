#include "base/json.hpp"
#include "http/line_splitter.hpp"
#include "kube/client_impl.hpp"
#include "kube/decode.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <set>

namespace kscan::kube {

namespace {

using nlohmann::json;

constexpr std::size_t longest_event = 64 * 1024 * 1024;
constexpr std::size_t longest_refusal = 64 * 1024;
constexpr std::chrono::seconds stream_length{290};
constexpr std::chrono::seconds grace{30};
/// Between streams that end at once: some proxies do that.
constexpr std::chrono::seconds pause_after_nothing{1};
/// Patient enough for an API server that restarts.
constexpr http::RetryPolicy patient{.attempts = 12};

ObjectKey key_of(const json& object) {
  const auto& metadata = member(object, "metadata");
  return {text_member(metadata, "namespace"), text_member(metadata, "name")};
}

struct Known {
  std::string uid, version;
  json labels;
};

Known known_of(const json& object) {
  const auto& metadata = member(object, "metadata");
  return {text_member(metadata, "uid"),
          text_member(metadata, "resourceVersion"),
          member(metadata, "labels")};
}

bool is_final(const Error& error) {
  return error.code() == Errc::unauthorized || error.code() == Errc::forbidden
         || error.code() == Errc::not_found || error.code() == Errc::invalid
         || error.code() == Errc::config;
}

class Watch : public std::enable_shared_from_this<Watch> {
public:
  Watch(Shared impl, Collection of, Watcher watcher)
      : m_impl(std::move(impl)),
        m_of(std::move(of)),
        m_watcher(std::move(watcher)) {}

  void list() {
    m_seen.clear();
    Pages pages;
    const auto weak = weak_from_this();
    pages.on_item = [weak](json& item) {
      if (const auto self = weak.lock()) self->listed(item);
    };
    pages.on_restart = [weak] {
      if (const auto self = weak.lock()) self->m_seen.clear();
    };
    pages.on_end = [weak](Result<std::string> version) {
      if (const auto self = weak.lock()) self->list_ended(std::move(version));
    };
    m_running = list_pages(m_impl, m_of, std::move(pages));
  }

  void cancel() {
    m_over = true;
    m_running.cancel();
    m_pause.cancel();
  }

private:
  // ---- the list

  void listed(const json& item) {
    m_seen.insert(key_of(item));
    changed(item);
  }

  void list_ended(Result<std::string> version) {
    if (!version)
      return m_synced ? failed(std::move(version).error(), &Watch::list)
                      : lost(std::move(version).error());
    m_version = *std::move(version);
    m_failures = 0;
    delete_unseen();
    m_synced = true;
    if (!m_over) stream();
  }

  void delete_unseen() {
    std::vector<ObjectKey> gone;
    for (const auto& [key, known] : m_known) {
      if (!m_seen.contains(key)) gone.push_back(key);
    }
    for (const auto& key : gone) {
      if (!m_over) forget(key);
    }
  }

  // ---- the stream

  void stream() {
    m_lines = http::LineSplitter(longest_event);
    m_status = 0;
    m_refusal.clear();
    m_any_event = false;
    m_broken_off = false;
    const auto weak = weak_from_this();
    http::Sink sink;
    sink.on_head = [weak](const http::Head& head) {
      if (const auto self = weak.lock()) self->m_status = head.status;
    };
    sink.on_data = [weak](std::string_view bytes) {
      if (const auto self = weak.lock()) self->take(bytes);
    };
    sink.on_end = [weak](Result<> result) {
      if (const auto self = weak.lock()) self->stream_ended(std::move(result));
    };
    m_running = m_impl->transport.start(request(), std::move(sink));
  }

  [[nodiscard]] http::Request request() const {
    http::Request request;
    request.target = collection_path(m_of.what, m_of.ns)
                     + query({{"watch", "true"},
                              {"resourceVersion", m_version},
                              {"allowWatchBookmarks", "true"},
                              {"timeoutSeconds", std::to_string(stream_length.count())},
                              {"labelSelector", m_of.by.labels},
                              {"fieldSelector", m_of.by.fields}});
    request.headers.push_back({"Accept", accept_object(m_of.what)});
    request.idle_timeout = std::chrono::milliseconds::zero();
    request.timeout = stream_length + grace;
    return request;
  }

  void take(std::string_view bytes) {
    if (m_status != 200) {
      if (m_refusal.size() < longest_refusal) m_refusal.append(bytes.substr(0, longest_refusal));
      return;
    }
    if (auto fed = m_lines.feed(bytes); !fed) return broken(std::move(fed).error());
    while (!m_over && !m_broken_off) {
      const auto line = m_lines.next();
      if (!line) break;
      event(*line);
    }
  }

  void event(std::string_view line) {
    const auto event = decode_object(line);
    if (!event) return broken(event.error());
    const auto type = text_member(*event, "type");
    const auto& object = member(*event, "object");
    if (type == "ERROR") return error_event(object);
    m_any_event = true;
    m_failures = 0;
    const auto version = text_member(member(object, "metadata"), "resourceVersion");
    if (!version.empty()) m_version = version;
    if (type == "ADDED" || type == "MODIFIED") changed(object);
    if (type == "DELETED") deleted(object);
  }

  void error_event(const json& status) {
    const auto code = static_cast<int>(integer_member(status, "code"));
    const auto text = status.dump(-1, ' ', false, json::error_handler_t::replace);
    broken(status_error(code == 0 ? 500 : code, text, what()));
  }

  /// What the stream says cannot be trusted or went on too long: give it up and list again.
  void broken(Error error) {
    m_broken_off = true;
    m_running.cancel();
    if (error.code() == Errc::gone) return list();
    failed(std::move(error), &Watch::list);
  }

  void stream_ended(Result<> result) {
    if (!result) return failed(std::move(result).error(), &Watch::stream);
    if (m_status != 200) {
      auto error = status_error(m_status, m_refusal, what());
      if (error.code() == Errc::gone) return list();
      return failed(std::move(error), &Watch::stream);
    }
    if (m_any_event) return stream();
    later(pause_after_nothing, &Watch::stream);
  }

  // ---- failures

  void failed(Error error, void (Watch::*again)()) {
    if (is_final(error)) return lost(std::move(error));
    const Error transient(Errc::unavailable, error.message());
    const auto delay =
        http::next_delay(patient, ++m_failures, http::Method::get, fail(transient), m_impl->random);
    if (!delay) return lost(std::move(error));
    later(*delay, again);
  }

  void later(io::Clock::duration delay, void (Watch::*again)()) {
    m_pause = m_impl->loop.after(delay, [weak = weak_from_this(), again] {
      if (const auto self = weak.lock()) ((*self).*again)();
    });
  }

  void lost(Error error) {
    m_over = true;
    if (m_watcher.on_lost) m_watcher.on_lost(std::move(error));
  }

  // ---- what is known

  void tell(Change change, const json& object) {
    if (!m_over && m_watcher.on_change) m_watcher.on_change(change, object);
  }

  void changed(const json& object) {
    const auto key = key_of(object);
    auto now = known_of(object);
    const auto found = m_known.find(key);
    if (found != m_known.end() && found->second.uid != now.uid) {
      forget(key);
      return changed(object);
    }
    if (found == m_known.end()) {
      m_known.emplace(key, std::move(now));
      return tell(Change::added, object);
    }
    if (found->second.version == now.version && !now.version.empty()) return;
    found->second = std::move(now);
    tell(Change::modified, object);
  }

  void deleted(const json& object) {
    if (m_known.erase(key_of(object)) > 0) tell(Change::deleted, object);
  }

  void forget(const ObjectKey& key) {
    const auto found = m_known.find(key);
    if (found == m_known.end()) return;
    json metadata{{"name", key.name}, {"uid", found->second.uid}};
    if (!key.ns.empty()) metadata["namespace"] = key.ns;
    if (found->second.labels.is_object()) metadata["labels"] = std::move(found->second.labels);
    m_known.erase(found);
    tell(Change::deleted, json{{"metadata", std::move(metadata)}});
  }

  [[nodiscard]] std::string what() const { return "watch " + std::string(m_of.what.plural); }

  Shared m_impl;
  Collection m_of;
  Watcher m_watcher;
  std::map<ObjectKey, Known> m_known;
  std::set<ObjectKey> m_seen;
  std::string m_version;
  http::LineSplitter m_lines{longest_event};
  std::string m_refusal;
  int m_status = 0;
  int m_failures = 0;
  bool m_any_event = false;
  bool m_synced = false;
  bool m_broken_off = false;
  bool m_over = false;
  io::Ticket m_running;
  io::Ticket m_pause;
};

}  // namespace

io::Ticket start_watch(const Shared& impl, Collection of, Watcher watcher) {
  auto watch = std::make_shared<Watch>(impl, std::move(of), std::move(watcher));
  watch->list();
  return io::Ticket([watch] { watch->cancel(); });
}

}  // namespace kscan::kube
