#include "kube/client_impl.hpp"
#include "kube/list_splitter.hpp"

#include <nlohmann/json.hpp>

namespace kscan::kube {

namespace {

constexpr int most_restarts = 3;

/// All pages are of one snapshot, and no item comes twice. A page that breaks off is asked for
/// again and what was delivered of it is skipped: a continue token stands for a snapshot, and the
/// first page is pinned to its resourceVersion, once that is known. When it is not (custom
/// resources send it last), or the snapshot has expired (410), the list begins anew.
class Lister : public std::enable_shared_from_this<Lister> {
public:
  Lister(Shared impl, Collection from, Pages pages)
      : m_impl(std::move(impl)),
        m_from(std::move(from)),
        m_pages(std::move(pages)) {}

  void next_page() {
    begin_page();
    m_delivered = m_delivered_before = 0;
    Call call;
    call.target = target();
    call.asked = {"list", m_from.name, {}, m_from.ns, {}};
    call.accept = m_from.accept_list;
    call.answered = !m_continue.empty() || m_restarts > 0;
    call.receiver = receiver();
    m_running = send(m_impl, std::move(call), [weak = weak_from_this()](Result<std::string> page) {
      if (const auto self = weak.lock()) self->page_over(std::move(page));
    });
  }

  void cancel() {
    m_cancelled = true;
    m_running.cancel();
  }

private:
  [[nodiscard]] Receiver receiver() {
    const auto weak = weak_from_this();
    Receiver receiver;
    receiver.on_data = [weak](std::string_view bytes) {
      const auto self = weak.lock();
      return self ? self->take(bytes) : Result<>();
    };
    receiver.on_end = [weak]() -> Result<> {
      const auto self = weak.lock();
      if (!self || self->m_splitter.complete()) return {};
      return fail(Errc::unavailable, "the list of " + self->m_from.name + " broke off");
    };
    receiver.progressed = [weak] {
      const auto self = weak.lock();
      return self && self->came_forward();
    };
    receiver.on_retry = [weak](Call& call) {
      if (const auto self = weak.lock()) self->again(call);
    };
    return receiver;
  }

  [[nodiscard]] std::string target() const {
    return m_from.path
           + query({{"limit", "500"},
                    {"labelSelector", m_from.by.labels},
                    {"fieldSelector", m_from.by.fields},
                    {"continue", m_continue},
                    {"resourceVersion", m_pin},
                    {"resourceVersionMatch", m_pin.empty() ? "" : "Exact"}});
  }

  void begin_page() {
    m_splitter = ListSplitter();
    m_position = 0;
  }

  Result<> take(std::string_view bytes) {
    m_splitter.feed(bytes);
    while (!m_cancelled) {
      auto item = m_splitter.next();
      if (!item) return fail(std::move(item).error());
      if (!*item) return {};
      deliver(**item);
    }
    return {};
  }

  void deliver(nlohmann::json& item) {
    if (++m_position <= m_delivered) return;
    m_delivered = m_position;
    if (item.is_object() && m_pages.on_item) m_pages.on_item(item);
  }

  /// The same page can be asked for again.
  [[nodiscard]] bool has_snapshot() const {
    return !m_continue.empty() || !m_pin.empty() || !m_splitter.resource_version().empty();
  }

  bool came_forward() {
    const auto before = std::exchange(m_delivered_before, m_delivered);
    return has_snapshot() && m_delivered > before;
  }

  void again(Call& call) {
    if (m_delivered > 0) {
      if (!has_snapshot()) forget();
      if (m_continue.empty() && m_pin.empty()) m_pin = m_splitter.resource_version();
    }
    begin_page();
    call.target = target();
  }

  void forget() {
    m_continue.clear();
    m_pin.clear();
    m_delivered = m_delivered_before = 0;
    if (m_pages.on_restart) m_pages.on_restart();
  }

  void page_over(Result<std::string> page) {
    if (!page) return refused(std::move(page).error());
    m_continue = m_splitter.continue_token();
    m_pin.clear();
    if (m_continue.empty()) return end(m_splitter.resource_version());
    next_page();
  }

  void refused(Error error) {
    const bool expired = error.code() == Errc::gone && !(m_continue.empty() && m_pin.empty());
    if (!expired || ++m_restarts > most_restarts) return end(fail(std::move(error)));
    forget();
    if (!m_cancelled) next_page();
  }

  void end(Result<std::string> version) {
    if (const auto fn = std::exchange(m_pages.on_end, {})) fn(std::move(version));
  }

  Shared m_impl;
  Collection m_from;
  Pages m_pages;
  ListSplitter m_splitter;
  std::string m_continue;
  std::string m_pin;                   ///< resourceVersion of a first page that broke off
  std::size_t m_position = 0;          ///< items of the page in this attempt
  std::size_t m_delivered = 0;         ///< items of the page in all attempts
  std::size_t m_delivered_before = 0;  ///< the same when last asked whether there is progress
  int m_restarts = 0;
  bool m_cancelled = false;
  io::Ticket m_running;
};

}  // namespace

Collection::Collection(const Resource& what, std::string_view in, Selector selector)
    : path(collection_path(what, in)),
      name(name_of(what)),
      ns(in),
      accept_list(kube::accept_list(what)),
      accept_object(kube::accept_object(what)),
      by(std::move(selector)) {}

io::Ticket list_pages(const Shared& impl, Collection from, Pages pages) {
  auto lister = std::make_shared<Lister>(impl, std::move(from), std::move(pages));
  lister->next_page();
  return io::Ticket([lister] { lister->cancel(); });
}

}  // namespace kscan::kube
