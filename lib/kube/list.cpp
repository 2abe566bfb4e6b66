#include "base/json.hpp"
#include "kube/client_impl.hpp"
#include "kube/decode.hpp"

#include <nlohmann/json.hpp>

namespace kscan::kube {

namespace {

constexpr int most_restarts = 3;

class Lister : public std::enable_shared_from_this<Lister> {
public:
  Lister(Shared impl, Collection from, Pages pages)
      : m_impl(std::move(impl)),
        m_from(std::move(from)),
        m_pages(std::move(pages)) {}

  void next_page() {
    Call call;
    call.target = collection_path(m_from.what, m_from.ns)
                  + query({{"limit", "500"},
                           {"labelSelector", m_from.by.labels},
                           {"fieldSelector", m_from.by.fields},
                           {"continue", m_continue}});
    call.what = "list " + std::string(m_from.what.plural);
    call.accept = accept_list(m_from.what);
    m_running = send(m_impl, std::move(call), [weak = weak_from_this()](Result<std::string> body) {
      if (const auto self = weak.lock()) self->take(std::move(body));
    });
  }

  void cancel() {
    m_cancelled = true;
    m_running.cancel();
  }

private:
  void take(Result<std::string> body) {
    if (!body) return refused(std::move(body).error());
    auto page = decode_object(*body);
    if (!page) return end(fail(std::move(page).error()));
    body->clear();
    if (!deliver(*page)) return;
    const auto& metadata = member(*page, "metadata");
    m_continue = text_member(metadata, "continue");
    if (m_continue.empty()) return end(text_member(metadata, "resourceVersion"));
    next_page();
  }

  /// False when an item's callback cancelled.
  bool deliver(nlohmann::json& page) {
    const auto items = page.find("items");
    if (items == page.end() || !items->is_array()) return true;
    for (auto& item : *items) {
      if (item.is_object() && m_pages.on_item) m_pages.on_item(item);
      if (m_cancelled) return false;
    }
    return true;
  }

  // A continue token expires with the snapshot it stands for: then from the first page again.
  void refused(Error error) {
    if (error.code() != Errc::gone || m_continue.empty() || ++m_restarts > most_restarts) {
      return end(fail(std::move(error)));
    }
    m_continue.clear();
    if (m_pages.on_restart) m_pages.on_restart();
    if (!m_cancelled) next_page();
  }

  void end(Result<std::string> version) {
    if (const auto fn = std::exchange(m_pages.on_end, {})) fn(std::move(version));
  }

  Shared m_impl;
  Collection m_from;
  Pages m_pages;
  std::string m_continue;
  int m_restarts = 0;
  bool m_cancelled = false;
  io::Ticket m_running;
};

}  // namespace

io::Ticket list_pages(const Shared& impl, Collection from, Pages pages) {
  auto lister = std::make_shared<Lister>(impl, std::move(from), std::move(pages));
  lister->next_page();
  return io::Ticket([lister] { lister->cancel(); });
}

}  // namespace kscan::kube
