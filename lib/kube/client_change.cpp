#include "kube/client.hpp"
#include "kube/client_impl.hpp"

#include <nlohmann/json.hpp>

namespace kscan::kube {

namespace {

std::string content_type(PatchType type) {
  return type == PatchType::merge ? "application/merge-patch+json"
                                  : "application/strategic-merge-patch+json";
}

std::string_view name_of(Propagation propagation) {
  switch (propagation) {
  case Propagation::background:
    return "Background";
  case Propagation::foreground:
    return "Foreground";
  case Propagation::orphan:
    return "Orphan";
  }
  return "";
}

std::string delete_options(const Removal& how) {
  nlohmann::ordered_json options{{"kind", "DeleteOptions"},
                                 {"apiVersion", "v1"},
                                 {"propagationPolicy", name_of(how.propagation)}};
  if (!how.uid.empty()) options["preconditions"]["uid"] = how.uid;
  if (!how.version.empty()) options["preconditions"]["resourceVersion"] = how.version;
  return options.dump();
}

}  // namespace

io::Ticket Client::patch(const Resource& what,
                         const ObjectKey& key,
                         PatchType type,
                         const nlohmann::ordered_json& change,
                         Done done) {
  auto call = call_for(http::Method::patch, "patch", what, key);
  call.content_type = content_type(type);
  call.body = change.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  return send(m_impl, std::move(call), decoding(std::move(done)));
}

io::Ticket
Client::remove(const Resource& what, const ObjectKey& key, const Removal& how, Done done) {
  auto call = call_for(http::Method::del, "delete", what, key);
  call.content_type = "application/json";
  call.body = delete_options(how);
  call.drop_body = true;
  return send(m_impl, std::move(call), [done = std::move(done)](Result<std::string> answer) {
    if (!answer) return done(fail(std::move(answer).error()));
    done(nlohmann::json());
  });
}

}  // namespace kscan::kube
