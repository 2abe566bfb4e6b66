#include "kube/client.hpp"

#include "kube/client_impl.hpp"
#include "kube/decode.hpp"

#include <nlohmann/json.hpp>

#include <optional>

namespace kscan::kube {

namespace {

using nlohmann::json;

Finish decoding(Done done) {
  return [done = std::move(done)](Result<std::string> body) {
    if (!body) return done(fail(std::move(body).error()));
    done(decode_object(*body));
  };
}

std::string dumped(const nlohmann::ordered_json& object) {
  return object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string in_words(std::string_view verb, const Resource& what, std::string_view name) {
  std::string text = std::string(verb) + " " + std::string(what.plural);
  return name.empty() ? text : text + " " + std::string(name);
}

template<typename T>
T wait(io::Loop& loop, const std::function<io::Ticket(std::function<void(Result<T>)>)>& start) {
  std::optional<Result<T>> outcome;
  const auto ticket = start([&](Result<T> result) { outcome = std::move(result); });
  loop.run_until([&] { return outcome.has_value(); });
  return value_or_throw(std::move(*outcome));
}

}  // namespace

Client::Client(http::Transport& transport, io::Loop& loop, Options options)
    : m_impl(std::make_shared<ClientCore>(transport, loop, options)) {}

json Client::get(const Resource& what, const ObjectKey& key) {
  return wait<json>(m_impl->loop, [&](Done done) { return get(what, key, std::move(done)); });
}

std::vector<json> Client::list(const Resource& what, std::string_view ns, const Selector& by) {
  return wait<std::vector<json>>(
      m_impl->loop, [&](ListDone done) { return list(what, ns, by, std::move(done)); });
}

io::Ticket Client::get(const Resource& what, const ObjectKey& key, Done done) {
  Call call;
  call.target = object_path(what, key.ns, key.name);
  call.what = in_words("get", what, key.name);
  call.accept = accept_object(what);
  return send(m_impl, std::move(call), decoding(std::move(done)));
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
  return list_pages(m_impl, {what, std::string(ns), by}, std::move(pages));
}

io::Ticket Client::create(const Resource& what,
                          std::string_view ns,
                          const nlohmann::ordered_json& object,
                          Done done) {
  return create(what, ns, dumped(object), std::move(done));
}

io::Ticket Client::create(const Resource& what, std::string_view ns, std::string body, Done done) {
  Call call;
  call.method = http::Method::post;
  call.target = collection_path(what, ns);
  call.what = in_words("create", what, "");
  call.accept = accept_object(what);
  call.content_type = "application/json";
  call.body = std::move(body);
  return send(m_impl, std::move(call), decoding(std::move(done)));
}

io::Ticket Client::patch(const Resource& what,
                         const ObjectKey& key,
                         const nlohmann::ordered_json& change,
                         Done done) {
  Call call;
  call.method = http::Method::patch;
  call.target = object_path(what, key.ns, key.name);
  call.what = in_words("patch", what, key.name);
  call.accept = accept_object(what);
  call.content_type = "application/merge-patch+json";
  call.body = dumped(change);
  return send(m_impl, std::move(call), decoding(std::move(done)));
}

io::Ticket Client::remove(const Resource& what, const ObjectKey& key, Done done) {
  Call call;
  call.method = http::Method::del;
  call.target = object_path(what, key.ns, key.name);
  call.what = in_words("delete", what, key.name);
  call.accept = accept_object(what);
  call.content_type = "application/json";
  call.body = R"({"kind":"DeleteOptions","apiVersion":"v1","propagationPolicy":"Background"})";
  call.drop_body = true;
  return send(m_impl, std::move(call), [done = std::move(done)](Result<std::string> answer) {
    if (!answer) return done(fail(std::move(answer).error()));
    done(json());
  });
}

io::Ticket
Client::watch(const Resource& what, std::string_view ns, const Selector& by, Watcher watcher) {
  return start_watch(m_impl, {what, std::string(ns), by}, std::move(watcher));
}

io::Ticket Client::follow_log(const ObjectKey& pod, std::string_view container, LogSink sink) {
  return start_log(m_impl, {pod, std::string(container)}, std::move(sink));
}

}  // namespace kscan::kube
