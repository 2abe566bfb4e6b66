#include "kube/client.hpp"
#include "support/fake_loop.hpp"
#include "support/fake_transport.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#endif

#include <optional>

namespace kscan::kube {
namespace {

using http::Method;
using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr auto metadata_only = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

class ClientTest : public testing::Test {
protected:
  Done keep() {
    return [this](Result<json> result) { m_result = std::move(result); };
  }
  Result<json>& wait() {
    m_loop.run_until([this] { return m_result.has_value(); });
    return *m_result;
  }
  test::FakeLoop m_loop;
  test::FakeTransport m_api{m_loop};
  Client m_client{m_api, m_loop};
  std::optional<Result<json>> m_result;
  const ObjectKey m_key{"shop", "web-0"};
};

TEST_F(ClientTest, GetAnswersTheObject) {
  m_api.on(Method::get, "/api/v1/namespaces/shop/pods/web-0").reply(200, R"({"kind":"Pod"})");
  EXPECT_EQ(m_client.get(pods, m_key), json({{"kind", "Pod"}}));
  EXPECT_EQ(m_api.requests()[0].header("accept"), "application/json");
}

TEST_F(ClientTest, GetThrowsWhatTheServerSays) {
  m_api.on(Method::get, "/api/v1/namespaces/shop/pods/web-0")
      .reply(404, R"({"kind":"Status","reason":"NotFound","message":"pods \"web-0\" not found"})");
  try {
    const auto object = m_client.get(pods, m_key);
    FAIL() << object;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Errc::not_found);
    EXPECT_EQ(error.message(), "Error from server (NotFound): pods \"web-0\" not found");
  }
}

TEST_F(ClientTest, GetIsRepeatedWhileTheServerIsUnwell) {
  const auto* path = "/api/v1/namespaces/shop/pods/web-0";
  m_api.on(Method::get, path).reply(503);
  m_api.on(Method::get, path).fail(Error(Errc::unavailable, "reset"));
  m_api.on(Method::get, path).reply(429, "", {{"Retry-After", "9"}});
  m_api.on(Method::get, path).reply(200, R"({"ok":1})");
  const auto begin = m_loop.now();
  EXPECT_EQ(m_client.get(pods, m_key).value("ok", 0), 1);
  EXPECT_GE(m_loop.now() - begin, std::chrono::seconds(9));
}

TEST_F(ClientTest, GetGivesUpAfterFiveAttemptsWithTheLastError) {
  m_api.on(Method::get, "/api/v1/namespaces/shop/pods/web-0").reply(500, "oops").always();
  EXPECT_THROW(std::ignore = m_client.get(pods, m_key), Error);
  EXPECT_EQ(m_api.requests().size(), 5U);
}

TEST_F(ClientTest, AnswerThatIsNoObjectIsAProtocolError) {
  for (const std::string body : {"", "[]", "{", "null", "<html>"}) {
    m_api.on(Method::get, "/api/v1/namespaces/shop/pods/web-0").reply(200, body);
    m_result.reset();
    const auto ticket = m_client.get(pods, m_key, keep());
    ASSERT_FALSE(wait()) << body;
    EXPECT_EQ(m_result->error().code(), Errc::protocol);
  }
}

TEST_F(ClientTest, JsonThatIsNestedTooDeeplyIsRefused) {
  std::string body = R"({"a":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  m_api.on(Method::get, "/api/v1/namespaces/shop/pods/web-0").reply(200, body);
  const auto ticket = m_client.get(pods, m_key, keep());
  ASSERT_FALSE(wait());
  EXPECT_EQ(m_result->error().code(), Errc::protocol);
}

TEST_F(ClientTest, CancelledCallIsNotHeardOf) {
  m_api.on(Method::get, "/api/v1/namespaces/shop/pods/web-0").reply(200, "{}");
  auto ticket = m_client.get(pods, m_key, keep());
  ticket.cancel();
  m_loop.settle();
  EXPECT_FALSE(m_result);
  EXPECT_TRUE(m_api.requests()[0].cancelled);
}

TEST_F(ClientTest, CallbackMayDestroyItsOwnTicketAndStartAnotherCall) {
  m_api.on(Method::get, "/api/v1/namespaces/shop/pods/web-0").reply(200, "{}");
  m_api.on(Method::get, "/api/v1/namespaces/shop/events/e").reply(200, "{}");
  io::Ticket ticket;
  ticket = m_client.get(pods, m_key, [&](const Result<json>&) {
    ticket = m_client.get(events, {"shop", "e"}, keep());
  });
  EXPECT_TRUE(wait());
}

TEST_F(ClientTest, CreatePostsTheObject) {
  m_api.on(Method::post, "/apis/batch/v1/namespaces/shop/jobs").reply(201, R"({"made":true})");
  const auto ticket = m_client.create(
      jobs, "shop", nlohmann::ordered_json{{"kind", "Job"}, {"apiVersion", "batch/v1"}}, keep());
  EXPECT_EQ(wait().value(), json({{"made", true}}));
  EXPECT_EQ(m_api.requests()[0].body, R"({"kind":"Job","apiVersion":"batch/v1"})");
  EXPECT_EQ(m_api.requests()[0].header("Content-Type"), "application/json");
}

TEST_F(ClientTest, CreateIsNotRepeatedUnlessTheServerDidNothing) {
  const auto* path = "/api/v1/namespaces/shop/configmaps";
  m_api.on(Method::post, path).reply(429, "", {{"Retry-After", "1"}});
  m_api.on(Method::post, path).reply(503);
  const auto ticket = m_client.create(configmaps, "shop", std::string("{}"), keep());
  ASSERT_FALSE(wait());
  EXPECT_EQ(m_result->error().code(), Errc::unavailable);
  EXPECT_EQ(m_api.requests().size(), 2U);
}

TEST_F(ClientTest, CreateOfWhatExistsIsAConflictWithItsReason) {
  m_api.on(Method::post, "/api/v1/namespaces/shop/configmaps")
      .reply(409, R"({"kind":"Status","reason":"AlreadyExists","message":"it is there"})");
  const auto ticket = m_client.create(configmaps, "shop", std::string("{}"), keep());
  ASSERT_FALSE(wait());
  EXPECT_EQ(m_result->error().code(), Errc::conflict);
  EXPECT_EQ(m_result->error().message(), "Error from server (AlreadyExists): it is there");
}

#ifdef __SANITIZE_ADDRESS__
TEST_F(ClientTest, BodyIsFreedWhenTheCallIsOverThoughItsTicketLives) {
  m_api.on(Method::post, "/api/v1/namespaces/shop/configmaps").reply(201, "{}");
  std::string body(900'000, 'x');
  const char* const bytes = body.data();
  const auto ticket = m_client.create(configmaps, "shop", std::move(body), keep());
  EXPECT_EQ(__asan_address_is_poisoned(bytes), 0);
  EXPECT_TRUE(wait());
  EXPECT_EQ(__asan_address_is_poisoned(bytes), 1);
}
#endif

TEST_F(ClientTest, PatchNamesItsKind) {
  const auto* path = "/apis/batch/v1/namespaces/shop/jobs/web-0";
  m_api.on(Method::patch, path).reply(200, "{}");
  const auto ticket = m_client.patch(jobs, m_key, PatchType::merge, {{"a", nullptr}}, keep());
  EXPECT_TRUE(wait());
  EXPECT_EQ(m_api.requests()[0].header("content-type"), "application/merge-patch+json");
  EXPECT_EQ(m_api.requests()[0].body, R"({"a":null})");
}

TEST_F(ClientTest, StrategicPatchSaysSo) {
  m_api.on(Method::patch, "/api/v1/namespaces/shop/configmaps/web-0").reply(200, "{}");
  const auto ticket = m_client.patch(configmaps, m_key, PatchType::strategic, {{"a", 1}}, keep());
  EXPECT_TRUE(wait());
  EXPECT_EQ(m_api.requests()[0].header("content-type"), "application/strategic-merge-patch+json");
}

TEST_F(ClientTest, TrialCreationAsksTheServerToKeepNothing) {
  m_api.on(Method::post, "/apis/batch/v1/namespaces/shop/jobs?dryRun=All")
      .reply(201, R"({"made":false})");
  const auto ticket =
      m_client.try_create(jobs, "shop", nlohmann::ordered_json{{"kind", "Job"}}, keep());
  EXPECT_EQ(wait().value(), json({{"made", false}}));
  EXPECT_EQ(m_api.requests()[0].body, R"({"kind":"Job"})");
}

TEST_F(ClientTest, ObjectsOutsideOfNamespacesAreAskedForWithoutOne) {
  m_api.on(Method::get, "/api/v1/nodes/n1").reply(200, R"({"kind":"Node"})");
  EXPECT_EQ(m_client.get(nodes, {"", "n1"}), json({{"kind", "Node"}}));
}

TEST_F(ClientTest, ForbiddenNamesTheCommandThatTellsWhy) {
  m_api.on(Method::get, "/apis/batch/v1/namespaces/shop/jobs/web-0")
      .reply(403, R"({"kind":"Status","reason":"Forbidden","message":"you cannot do it"})");
  const auto ticket = m_client.get(jobs, m_key, keep());
  ASSERT_FALSE(wait());
  EXPECT_EQ(m_result->error().hint(), "kubectl auth can-i get jobs.batch -n shop");
}

TEST_F(ClientTest, CreationIsRepeatedAsLongAsTheServerAsksForIt) {
  const auto* path = "/api/v1/namespaces/shop/configmaps";
  m_api.on(Method::post, path).reply(503, "", {{"Retry-After", "1"}}).always();
  const auto ticket = m_client.create(configmaps, "shop", std::string("{}"), keep());
  ASSERT_FALSE(wait());
  EXPECT_EQ(m_api.requests().size(), 11U);
  for (const auto& sent : m_api.requests())
    EXPECT_EQ(sent.body, "{}");
}

class AccessTest : public ClientTest {
protected:
  AccessTest() {
    m_api.on(Method::post, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
        .reply(201, R"({"status":{"allowed":true,"reason":"RBAC: allowed by RoleBinding x"}})");
  }
};

TEST_F(AccessTest, AsksForWhatIsNamedAndNothingElse) {
  const auto permission = m_client.can_i({.verb = "get",
                                          .group = "batch",
                                          .resource = "jobs",
                                          .subresource = "status",
                                          .ns = "shop",
                                          .name = "x"});
  EXPECT_TRUE(permission.allowed);
  EXPECT_EQ(permission.reason, "RBAC: allowed by RoleBinding x");
  EXPECT_EQ(json::parse(m_api.requests()[0].body), json::parse(R"({
      "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
      "spec": {"resourceAttributes": {"verb": "get", "group": "batch", "resource": "jobs",
               "subresource": "status", "namespace": "shop", "name": "x"}}})"));
}

TEST_F(AccessTest, LeavesOutWhatIsNotNamed) {
  std::ignore = m_client.can_i({.verb = "list", .resource = "pods"});
  EXPECT_EQ(json::parse(m_api.requests()[0].body)["spec"]["resourceAttributes"],
            json::parse(R"({"verb": "list", "resource": "pods"})"));
}

TEST_F(ClientTest, RefusalOfAnAccessTellsWhatTheAuthorizerCouldNotDo) {
  m_api.on(Method::post, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
      .reply(201, R"({"status":{"allowed":false,"evaluationError":"webhook down"}})");
  const auto permission = m_client.can_i({.verb = "list", .resource = "pods"});
  EXPECT_FALSE(permission.allowed);
  EXPECT_EQ(permission.reason, "webhook down");
}

TEST_F(ClientTest, AccessReviewWithoutAVerdictIsNoPermission) {
  m_api.on(Method::post, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
      .reply(201, R"({"status":{"allowed":"yes"}})");
  EXPECT_THROW(std::ignore = m_client.can_i({.verb = "list", .resource = "pods"}), Error);
}

TEST_F(ClientTest, RemovalOfOneObjectOnlyNamesItsUid) {
  m_api.on(Method::del, "/apis/batch/v1/namespaces/shop/jobs/web-0").reply(200, "{}");
  const Removal how{.propagation = Propagation::foreground, .uid = "u-1"};
  const auto ticket = m_client.remove(jobs, m_key, how, keep());
  EXPECT_TRUE(wait());
  EXPECT_EQ(json::parse(m_api.requests()[0].body), json::parse(R"({
      "kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": "Foreground",
      "preconditions": {"uid": "u-1"}})"));
}

TEST_F(ClientTest, RemovalMayLeaveWhatTheObjectOwns) {
  m_api.on(Method::del, "/apis/batch/v1/namespaces/shop/jobs/web-0").reply(200, "{}");
  const auto ticket =
      m_client.remove(jobs, m_key, {.propagation = Propagation::orphan, .uid = {}}, keep());
  EXPECT_TRUE(wait());
  EXPECT_EQ(json::parse(m_api.requests()[0].body)["propagationPolicy"], "Orphan");
}

TEST_F(ClientTest, RemoveAsksForBackground) {
  m_api.on(Method::del, "/apis/batch/v1/namespaces/shop/jobs/web-0").reply(200, "{}");
  const auto ticket = m_client.remove(jobs, m_key, {}, keep());
  EXPECT_TRUE(wait().value().is_null());
  EXPECT_EQ(json::parse(m_api.requests()[0].body), json::parse(R"({
      "kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": "Background"})"));
}

TEST_F(ClientTest, AnswerToARemovalIsDroppedUnread) {
  m_api.on(Method::del, "/api/v1/namespaces/shop/secrets/web-0")
      .stream({R"({"kind":"Secret","data":{"password":"aHVudGVyMg=="}})", "not even JSON"});
  const auto ticket = m_client.remove(secrets, m_key, {}, keep());
  EXPECT_TRUE(wait().value().is_null());
  EXPECT_EQ(m_api.requests()[0].header("accept"), metadata_only);
}

TEST_F(ClientTest, RefusedRemovalIsToldWithItsReason) {
  m_api.on(Method::del, "/api/v1/namespaces/shop/secrets/web-0")
      .reply(403, R"({"kind":"Status","reason":"Forbidden","message":"no"})");
  const auto ticket = m_client.remove(secrets, m_key, {}, keep());
  ASSERT_FALSE(wait());
  EXPECT_EQ(m_result->error().message(), "Error from server (Forbidden): no");
}

TEST_F(ClientTest, OfSecretsOnlyMetadataIsAskedFor) {
  m_api.on(Method::post, "/api/v1/namespaces/shop/secrets").reply(201, "{}");
  m_api.on(Method::get, "/api/v1/namespaces/shop/secrets?limit=500").reply(200, "{}");
  m_api.on(Method::get, "/api/v1/namespaces/shop/secrets/web-0").reply(200, "{}");
  const auto ticket = m_client.create(secrets, "shop", std::string("{}"), keep());
  std::ignore = wait();
  std::ignore = m_client.list(secrets, "shop");
  std::ignore = m_client.get(secrets, m_key);
  for (const auto& sent : m_api.requests()) {
    EXPECT_THAT(sent.header("accept"), HasSubstr("as=PartialObjectMetadata")) << sent.target;
    EXPECT_THAT(sent.header("accept"), testing::Not(HasSubstr(","))) << sent.target;
  }
}

TEST_F(ClientTest, NamesAreEncodedInPaths) {
  m_api.on(Method::get, "/api/v1/namespaces/a%2Fb/pods/..%2Fx").reply(200, "{}");
  EXPECT_TRUE(m_client.get(pods, {"a/b", "../x"}).is_object());
}

TEST(ResourcePath, LeavesTheNamespaceOutWhereThereIsNone) {
  EXPECT_EQ(collection_path(pods, ""), "/api/v1/pods");
  EXPECT_EQ(object_path(roles, "shop", "r"),
            "/apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles/r");
}

}  // namespace
}  // namespace kscan::kube
