#include "base/json.hpp"
#include "kube/decode.hpp"
#include "kube/known_objects.hpp"
#include "kube/line_stream.hpp"
#include "kube/patience.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace kscan::kube {

namespace {

using nlohmann::json;

constexpr std::size_t longest_event = 64 * 1024 * 1024;
constexpr std::chrono::seconds stream_length{290};
constexpr std::chrono::seconds grace{30};
/// Between streams that end at once: some proxies do that.
constexpr std::chrono::seconds pause_after_nothing{1};

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
        m_watcher(std::move(watcher)),
        m_known([this](Change change, const json& object) { tell(change, object); }) {}

  void list() {
    m_known.list_begins();
    const auto weak = weak_from_this();
    Pages pages;
    pages.on_item = [weak](json& item) {
      if (const auto self = weak.lock()) self->m_known.listed(item);
    };
    pages.on_restart = [weak] {
      if (const auto self = weak.lock()) self->m_known.list_begins();
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
  void list_ended(Result<std::string> version) {
    if (!version && !m_synced) return lost(std::move(version).error());
    if (!version) {
      const auto error = std::move(version).error();
      return failed(error, fail(error), &Watch::list);
    }
    m_version = *std::move(version);
    m_patience.progressed();
    m_known.list_ended();
    if (!std::exchange(m_synced, true) && !m_over && m_watcher.on_listed) m_watcher.on_listed();
    if (!m_over) stream();
  }

  void stream() {
    m_any_event = false;
    const auto weak = weak_from_this();
    LineSink sink;
    sink.on_line = [weak](std::string_view line) {
      if (const auto self = weak.lock()) self->event(line);
    };
    sink.on_end = [weak](const StreamEnd& end) {
      if (const auto self = weak.lock()) self->stream_ended(end);
    };
    const Asked asked{"watch", m_of.name, {}, m_of.ns, {}};
    m_running = start_lines(m_impl, request(), asked, longest_event, std::move(sink));
  }

  [[nodiscard]] http::Request request() const {
    http::Request request;
    request.target = m_of.path
                     + query({{"watch", "true"},
                              {"resourceVersion", m_version},
                              {"allowWatchBookmarks", "true"},
                              {"timeoutSeconds", std::to_string(stream_length.count())},
                              {"labelSelector", m_of.by.labels},
                              {"fieldSelector", m_of.by.fields}});
    request.headers.push_back({"Accept", m_of.accept_object});
    request.idle_timeout = std::chrono::milliseconds::zero();
    request.timeout = stream_length + grace;
    return request;
  }

  void event(std::string_view line) {
    const auto event = decode_object(line);
    if (!event) return broken(event.error());
    const auto type = text_member(*event, "type");
    const auto& object = member(*event, "object");
    if (type == "ERROR") return error_event(object);
    m_any_event = true;
    m_patience.progressed();
    const auto version = text_member(member(object, "metadata"), "resourceVersion");
    if (!version.empty()) m_version = version;
    if (type == "ADDED" || type == "MODIFIED") m_known.changed(object);
    if (type == "DELETED") m_known.deleted(object);
  }

  void error_event(const json& status) {
    const auto code = static_cast<int>(integer_member(status, "code"));
    const auto text = status.dump(-1, ' ', false, json::error_handler_t::replace);
    broken(status_error(code == 0 ? 500 : code, text, {"watch", m_of.name, {}, m_of.ns, {}}));
  }

  /// What the stream says cannot be trusted or went on too long: give it up and list again.
  void broken(const Error& error) {
    m_running.cancel();
    if (error.code() == Errc::gone) return expired();
    failed(error, fail(error), &Watch::list);
  }

  /// At once, unless not even a new list's version is good enough.
  void expired() {
    if (m_any_event) return list();
    later(pause_after_nothing, &Watch::list);
  }

  void stream_ended(const StreamEnd& end) {
    if (end.lasted) m_patience.progressed();
    if (!end.outcome) {
      const auto& error = end.outcome.error();
      if (error.code() == Errc::gone) return expired();
      const bool nonsense = error.code() == Errc::protocol;
      return failed(error, end.reason(), nonsense ? &Watch::list : &Watch::stream);
    }
    if (m_any_event) return stream();
    later(pause_after_nothing, &Watch::stream);
  }

  using Step = void (Watch::*)();

  void failed(const Error& error, const Result<http::Head>& reason, Step again) {
    if (is_final(error)) return lost(error);
    const auto delay = m_patience.next(reason, m_impl->random);
    if (!delay) return lost(error);
    later(*delay, again);
  }

  void later(io::Clock::duration delay, Step again) {
    m_pause = m_impl->loop.after(delay, [weak = weak_from_this(), again] {
      if (const auto self = weak.lock()) ((*self).*again)();
    });
  }

  void lost(Error error) {
    m_over = true;
    if (m_watcher.on_lost) m_watcher.on_lost(std::move(error));
  }

  void tell(Change change, const json& object) {
    if (!m_over && m_watcher.on_change) m_watcher.on_change(change, object);
  }

  Shared m_impl;
  Collection m_of;
  Watcher m_watcher;
  KnownObjects m_known;
  Patience m_patience;
  std::string m_version;
  bool m_any_event = false;
  bool m_synced = false;
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
