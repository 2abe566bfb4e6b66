#include "kube/client.hpp"

#include "kube/client_impl.hpp"

#include <nlohmann/json.hpp>

namespace kscan::kube {

namespace {

std::string dumped(const nlohmann::ordered_json& object) {
  return object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

Call creation(const Resource& what, std::string_view ns, std::string body) {
  auto call = call_for(http::Method::post, "create", what, {std::string(ns), {}});
  call.content_type = "application/json";
  call.body = std::move(body);
  return call;
}

}  // namespace

Client::Client(http::Transport& transport, io::Loop& loop, Options options)
    : m_impl(std::make_shared<ClientCore>(transport, loop, options)) {}

io::Ticket Client::create(const Resource& what,
                          std::string_view ns,
                          const nlohmann::ordered_json& object,
                          Done done) {
  return create(what, ns, dumped(object), std::move(done));
}

io::Ticket Client::create(const Resource& what, std::string_view ns, std::string body, Done done) {
  return send(m_impl, creation(what, ns, std::move(body)), decoding(std::move(done)));
}

io::Ticket Client::try_create(const Resource& what,
                              std::string_view ns,
                              const nlohmann::ordered_json& object,
                              Done done) {
  auto call = creation(what, ns, dumped(object));
  call.target += query({{"dryRun", "All"}});
  return send(m_impl, std::move(call), decoding(std::move(done)));
}

}  // namespace kscan::kube
