#include "kube/client.hpp"
#include "kube/client_impl.hpp"
#include "kube/wait.hpp"

#include <nlohmann/json.hpp>

namespace kscan::kube {

using nlohmann::json;

json Client::get(const Resource& what, const ObjectKey& key) {
  return wait_for<json>(m_impl->loop, [&](Done done) { return get(what, key, std::move(done)); });
}

io::Ticket Client::get(const Resource& what, const ObjectKey& key, Done done) {
  return send(m_impl, call_for(http::Method::get, "get", what, key), decoding(std::move(done)));
}

io::Ticket Client::get_path(std::string path, std::string accept, Done done) {
  Call call;
  call.target = std::move(path);
  call.asked = {"get", call.target.substr(0, call.target.find('?')), {}, {}, {}};
  call.accept = std::move(accept);
  return send(m_impl, std::move(call), decoding(std::move(done)));
}

json Client::get_path(const std::string& path) {
  return wait_for<json>(
      m_impl->loop, [&](Done done) { return get_path(path, "application/json", std::move(done)); });
}

std::vector<json> Client::list(const Resource& what, std::string_view ns, const Selector& by) {
  return wait_for<std::vector<json>>(
      m_impl->loop, [&](ListDone done) { return list(what, ns, by, std::move(done)); });
}

void Client::list(const Resource& what, std::string_view ns, const Selector& by, const Each& each) {
  wait_for<void>(m_impl->loop,
                 [&](EachDone done) { return list(what, ns, by, each, std::move(done)); });
}

io::Ticket
Client::list(const Resource& what, std::string_view ns, const Selector& by, ListDone done) {
  auto items = std::make_shared<std::vector<json>>();
  Pages pages;
  pages.on_item = [items](json& item) { items->push_back(std::move(item)); };
  pages.on_restart = [items] { items->clear(); };
  pages.on_end = [items, done = std::move(done)](Result<std::string> version) {
    if (!version) return done(fail(std::move(version).error()));
    done(std::move(*items));
  };
  return list_pages(m_impl, {what, ns, by}, std::move(pages));
}

io::Ticket Client::list(
    const Resource& what, std::string_view ns, const Selector& by, Each each, EachDone done) {
  Pages pages;
  pages.on_item = [on_item = std::move(each.on_item)](const json& item) {
    if (on_item) on_item(item);
  };
  pages.on_restart = std::move(each.on_restart);
  pages.on_end = [done = std::move(done)](Result<std::string> version) {
    if (!version) return done(fail(std::move(version).error()));
    done({});
  };
  return list_pages(m_impl, {what, ns, by}, std::move(pages));
}

}  // namespace kscan::kube
