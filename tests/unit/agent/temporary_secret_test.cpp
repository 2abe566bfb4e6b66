#include "agent/temporary_secret.hpp"
#include "base/encoding.hpp"
#include "support/fake_loop.hpp"
#include "support/fake_transport.hpp"
#include "temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace kscan::agent {
namespace {

using nlohmann::json;
using namespace std::string_literals;

const std::string target = "/api/v1/namespaces/shop/secrets";

const TemporarySecret secret{
    .name = "kscan-r-0", .ns = "shop", .run_id = "r", .pod_name = "pod", .pod_uid = "uid-1"};

Login login(std::string username, std::string password) {
  return {Secret(std::move(username)), Secret(std::move(password))};
}

TEST(SecretJson, IsOwnedByThePod) {
  const json object = json::parse(secret_json(secret, login("u", "p")).reveal());
  EXPECT_EQ(object, json::parse(R"({
    "apiVersion": "v1", "kind": "Secret", "type": "Opaque", "immutable": true,
    "metadata": {
      "name": "kscan-r-0",
      "labels": {"app.kubernetes.io/managed-by": "kubectl-scan", "kubectl-scan.dev/run": "r"},
      "ownerReferences": [{"apiVersion": "v1", "kind": "Pod", "name": "pod", "uid": "uid-1"}]
    },
    "data": {"username": "dQ==", "password": "cA==", "encoding": "cmF3"}
  })"));
}

TEST(SecretJson, KeepsEveryByteOfAText) {
  const std::string password = " a,b\n\xC3\xBC\" ";
  const json object = json::parse(secret_json(secret, login("u", password)).reveal());
  EXPECT_EQ(object["data"]["password"], base64_encode(password));
  EXPECT_EQ(object["data"]["encoding"], base64_encode("raw"));
}

TEST(SecretJson, EncodesWhatAVariableCannotHold) {
  const json object = json::parse(secret_json(secret, login("u", "\xff\0"s)).reveal());
  EXPECT_EQ(object["data"]["username"], base64_encode(base64_encode("u")));
  EXPECT_EQ(object["data"]["password"], base64_encode(base64_encode("\xff\0"s)));
  EXPECT_EQ(object["data"]["encoding"], base64_encode("base64"));
}

TEST(SecretJson, HasEmptyValuesForAnonymous) {
  const json object = json::parse(secret_json(secret, {}).reveal());
  EXPECT_EQ(object["data"]["username"], "");
  EXPECT_EQ(object["data"]["password"], "");
}

struct CreateSecret : testing::Test {
  TempDir dir;
  test::FakeLoop loop;
  test::FakeTransport api{loop};
  kube::Client client{api, loop};

  Result<> create() { return create_secret(client, loop, secret, login("u", "p"), dir.path()); }
  void answer(int status, const std::string& reason = "") {
    api.on(http::Method::post, target)
        .reply(status, json{{"kind", "Status"}, {"reason", reason}, {"message", reason}}.dump());
  }
};

TEST_F(CreateSecret, SendsItOnce) {
  answer(201);
  EXPECT_TRUE(create());
  EXPECT_EQ(api.lines(), std::vector{"POST " + target});
}

TEST_F(CreateSecret, WaitsForTheAuthorizer) {
  answer(403, "Forbidden");
  answer(401, "Unauthorized");
  answer(201);
  const auto start = loop.now();
  EXPECT_TRUE(create());
  EXPECT_EQ(loop.now() - start, std::chrono::seconds(1));
}

TEST_F(CreateSecret, GivesUpAfterHalfAMinute) {
  api.on(http::Method::post, target).reply(403, "{}").always();
  const auto start = loop.now();
  const Result<> created = create();
  ASSERT_FALSE(created);
  EXPECT_EQ(created.error().code(), Errc::forbidden);
  EXPECT_EQ(loop.now() - start, std::chrono::seconds(30));
}

TEST_F(CreateSecret, DoesNotRepeatWhatCannotHelp) {
  answer(422, "Invalid");
  const Result<> created = create();
  ASSERT_FALSE(created);
  EXPECT_EQ(created.error().code(), Errc::invalid);
}

TEST_F(CreateSecret, SomebodyElsesIsAnError) {
  answer(409, "AlreadyExists");
  const Result<> created = create();
  ASSERT_FALSE(created);
  EXPECT_EQ(created.error().code(), Errc::conflict);
}

TEST_F(CreateSecret, SomebodyElsesIsAnErrorAfterARefusalToo) {
  answer(403, "Forbidden");
  answer(409, "AlreadyExists");
  EXPECT_FALSE(create());
}

TEST_F(CreateSecret, OursAfterALostAnswerIsSuccess) {
  api.on(http::Method::post, target).fail(Error(Errc::unavailable, "connection reset"));
  answer(409, "AlreadyExists");
  EXPECT_TRUE(create());
}

TEST_F(CreateSecret, IsRepeatedWhereAQuotaLostARace) {
  api.on(http::Method::post, target).fail(Error(Errc::unavailable, "connection reset"));
  answer(409, "Conflict");
  answer(201);
  EXPECT_TRUE(create());
  EXPECT_EQ(api.requests().size(), 3U) << "not taken for one that exists";
}

TEST_F(CreateSecret, DoesNotWaitForAQuotaToGrow) {
  api.on(http::Method::post, target)
      .reply(403,
             json{{"kind", "Status"},
                  {"reason", "Forbidden"},
                  {"message", "secrets \"x\" is forbidden: exceeded quota: small"}}
                 .dump());
  const auto start = loop.now();
  EXPECT_FALSE(create());
  EXPECT_EQ(loop.now(), start);
}

TEST_F(CreateSecret, OursFromAnEarlierStartIsSuccess) {
  answer(201);
  EXPECT_TRUE(create());
  answer(409, "AlreadyExists");
  EXPECT_TRUE(create());
}

}  // namespace
}  // namespace kscan::agent
