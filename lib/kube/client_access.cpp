#include "base/json.hpp"
#include "kube/client.hpp"
#include "kube/client_impl.hpp"
#include "kube/wait.hpp"

#include <nlohmann/json.hpp>

namespace kscan::kube {

namespace {

using nlohmann::json;

constexpr Resource access_reviews{"authorization.k8s.io", "v1", "selfsubjectaccessreviews"};

nlohmann::ordered_json review_of(const Access& access) {
  nlohmann::ordered_json attributes;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) attributes[name] = value;
  };
  add("namespace", access.ns);
  add("verb", access.verb);
  add("group", access.group);
  add("resource", access.resource);
  add("subresource", access.subresource);
  add("name", access.name);
  return {{"apiVersion", "authorization.k8s.io/v1"},
          {"kind", "SelfSubjectAccessReview"},
          {"spec", {{"resourceAttributes", std::move(attributes)}}}};
}

Result<Permission> permission_of(const json& review) {
  const auto& status = member(review, "status");
  const auto& allowed = member(status, "allowed");
  if (!allowed.is_boolean()) {
    return fail(Errc::protocol, "the server's access review says nothing");
  }
  auto reason = text_member(status, "reason");
  if (reason.empty()) reason = text_member(status, "evaluationError");
  return Permission{allowed.get<bool>(), std::move(reason)};
}

}  // namespace

Permission Client::can_i(const Access& access) {
  return wait_for<Permission>(m_impl->loop,
                              [&](PermissionDone done) { return can_i(access, std::move(done)); });
}

io::Ticket Client::can_i(const Access& access, PermissionDone done) {
  return create(
      access_reviews, "", review_of(access), [done = std::move(done)](Result<json> review) {
        if (!review) return done(fail(std::move(review).error()));
        done(permission_of(*review));
      });
}

}  // namespace kscan::kube
