#include "base/encoding.hpp"
#include "http/tracing_transport.hpp"
#include "http/url.hpp"
#include "support/fake_transport.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck/gtest.h>

#include <functional>
#include <optional>

namespace kscan::http {
namespace {

using nlohmann::json;

/// Of characters that no other word of these tests is made of.
std::string some_secret() {
  const auto characters = rc::gen::elementOf(std::string("QXZJKVWYqxzjkvwy0123456789+/~$"));
  return *rc::gen::resize(60, rc::gen::container<std::string>(40, characters));
}

using Plant = std::function<json(const std::string& secret)>;

json object(std::string key, json value) {
  return {{std::move(key), std::move(value)}};
}

json kind(const std::string& name, json rest) {
  rest["kind"] = name;
  return rest;
}

/// An object with the secret in a place where it has to be hidden.
json some_plant(const std::string& secret) {
  static const std::vector<Plant> plants{
      [](auto& s) { return kind("Secret", object("data", object("a", base64_encode(s)))); },
      [](auto& s) { return kind("Secret", object("stringData", object("a", s))); },
      [](auto& s) {
        return kind("Secret", object("data", object("a", object("b", json::array({s})))));
      },
      [](auto& s) {
        return kind("SecretList", object("items", {object("data", object("a", base64_encode(s)))}));
      },
      [](auto& s) { return object("stringData", object("a", s)); },
      [](auto& s) {
        return kind("ConfigMap", object("binaryData", object("a", base64_encode(s))));
      },
      [](auto& s) { return kind("TokenRequest", object("status", object("token", s))); },
      [](auto& s) { return kind("TokenReview", object("spec", object("token", s))); },
      [](auto& s) { return kind("ExecCredential", object("status", object("clientKeyData", s))); },
      [](auto& s) { return object("password", s); },
      [](auto& s) { return object("REGISTRY_PASSWORD", s); },
      [](auto& s) {
        return object("auths", object("r.example.com", object("auth", base64_encode("u:" + s))));
      },
      [](auto& s) {
        return object("auths", object("https://u:" + percent_encode(s) + "@r", json::object()));
      },
      [](auto& s) { return object("identitytoken", s); },
      [](auto& s) { return object(".dockerconfigjson", s); },
      [](auto& s) { return object("credentials", object("a", json::array({s, object("b", s)}))); },
      [](auto& s) { return object("env", {{{"name", "A"}, {"value", s}}}); },
      [](auto& s) { return object("variables", {{{"name", "API_TOKEN"}, {"value", s}}}); },
      [](auto& s) { return object("args", json::array({"--password", s})); },
      [](auto& s) { return object("args", json::array({"--password=" + s})); },
      [](auto& s) { return object("message", "sent Basic " + base64_encode(s)); },
      [](auto& s) { return object("message", "Get https://u:" + percent_encode(s) + "@host/a"); },
      [](auto& s) { return object("config", "users:\n- user:\n    token: " + s + "\n"); },
      [](auto& s) { return object("config", "-----BEGIN PRIVATE KEY-----\n" + s + "\n"); },
      [](auto& s) { return object("message", R"(found |ata":{"a":")" + s + R"("}|)"); },
  };
  return (*rc::gen::elementOf(plants))(secret);
}

std::string padding() {
  return std::string(*rc::gen::inRange<std::size_t>(0, 1200), '.');
}

/// The value somewhere in other objects.
json bury(json value) {
  using Wrap = std::function<json(json)>;
  static const std::vector<Wrap> wraps{
      [](json inner) { return kind("List", object("items", json::array({std::move(inner)}))); },
      [](json inner) { return kind("Pod", object("spec", std::move(inner))); },
      [](json inner) { return json{{"type", "ADDED"}, {"object", std::move(inner)}}; },
      [](json inner) { return json::array({1, "a", std::move(inner), nullptr}); },
      [](json inner) {
        return object(
            "annotations",
            object("kubectl.kubernetes.io/last-applied-configuration", inner.dump() + "\n"));
      },
      [](json inner) { return json{{"a", padding()}, {"b", std::move(inner)}, {"c", padding()}}; },
      [](json inner) { return kind("Secret", object("metadata", std::move(inner))); },
  };
  const int depth = *rc::gen::inRange(0, 6);
  for (int i = 0; i < depth; ++i)
    value = (*rc::gen::elementOf(wraps))(std::move(value));
  return value;
}

/// No eight bytes of any form that the secret may have.
void assert_hidden(const std::string& log, const std::string& secret) {
  for (const std::string& form :
       {secret, base64_encode(secret), base64_encode("u:" + secret), percent_encode(secret)}) {
    for (std::size_t i = 0; i + 8 <= form.size(); ++i) {
      if (log.find(form.substr(i, 8)) != std::string::npos)
        RC_FAIL(form.substr(i, 8) + " is in\n" + log);
    }
  }
}

struct Traced {
  TraceOptions options = {};
  Request request = {};
  Head head = {200, {{"Content-Type", "application/json"}}, {}};
  std::string body = {};
  std::optional<Error> error = {};
};

std::string trace(Traced what) {
  test::FakeLoop loop;
  test::FakeTransport inner(loop);
  auto answer = inner.on(what.request.method, what.request.target);
  answer.reply(what.head.status, what.body, what.head.headers);
  if (what.error) answer.fail(*what.error);
  std::string log;
  what.options.verbosity = *rc::gen::inRange(6, 11);
  TracingTransport transport(
      inner, std::move(what.options), [&](std::string_view text) { log += text; }, loop);
  const auto ticket = transport.start(std::move(what.request), {});
  loop.settle();
  return log;
}

RC_GTEST_PROP(TraceOfBodies, HoldsNoSecret, ()) {
  const std::string secret = some_secret();
  json plants = json::array();
  for (int i = 0; i < 4; ++i)
    plants.push_back(bury(some_plant(secret)));
  const std::string body = plants.dump();
  const std::string cut = body.substr(0, *rc::gen::inRange<std::size_t>(0, body.size() + 1));
  Traced traced;
  traced.request.target = "/a";
  traced.request.body = *rc::gen::element(body, cut);
  traced.body = *rc::gen::element(body, cut);
  assert_hidden(trace(std::move(traced)), secret);
}

RC_GTEST_PROP(TraceOfHeads, HoldsNoSecret, ()) {
  const std::string secret = some_secret();
  const std::string basic = "Basic " + base64_encode("u:" + secret);
  Traced traced;
  traced.options.base_url = "https://u:" + percent_encode(secret) + "@h:6443";
  traced.options.headers = {{"X-Auth-Token", secret}, {"Proxy-Authorization", basic}};
  traced.request.target = "/a?limit=1&token=" + percent_encode(secret) + "&b=c";
  traced.request.headers = {{"authorization", *rc::gen::element(basic, secret)},
                            {"Cookie", "a=" + secret}};
  traced.request.authorization = Secret("Bearer " + secret);
  traced.head.headers.push_back({"Set-Cookie", "session=" + secret});
  traced.head.headers.push_back({"Location", "https://h/?access_token=" + percent_encode(secret)});
  if (*rc::gen::arbitrary<bool>()) traced.error = Error(Errc::unavailable, "bad token: " + secret);
  assert_hidden(trace(std::move(traced)), secret);
}

}  // namespace
}  // namespace kscan::http
