#include "agent/credentials.hpp"
#include "agent/files.hpp"
#include "agent/login_file.hpp"
#include "base/encoding.hpp"
#include "support/fake_loop.hpp"
#include "support/fake_transport.hpp"
#include "temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fcntl.h>

namespace kscan::agent {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

const std::string secrets_target = "/api/v1/namespaces/shop/secrets";

struct Received {
  std::vector<std::string> progress;
  handoff::CredentialsReport report;
  handoff::Ending ending;
};

Received decode(const std::string& log) {
  Received received;
  std::string payload;
  frame::Decoder decoder("run1",
                         {.on_progress = [&](auto text) { received.progress.emplace_back(text); },
                          .on_payload = [&](auto bytes) { payload += bytes; }},
                         1 << 20);
  for (std::size_t at = 0, end = 0; (end = log.find('\n', at)) != std::string::npos; at = end + 1)
    EXPECT_TRUE(decoder.feed(std::string_view(log).substr(at, end - at)));
  received.report = handoff::parse_credentials_report(payload).value();
  received.ending = handoff::parse_ending(decoder.ending()).value();
  return received;
}

struct Credentials : testing::Test {
  TempDir dir;
  Paths paths{dir.path()};
  test::FakeLoop loop;
  test::FakeTransport api{loop};
  test::FakeTransport network{loop};
  kube::Client client{api, loop};
  int exit_code = -1;
  std::string log;
  std::vector<std::string> hosts;  ///< that were asked

  void SetUp() override {
    std::filesystem::create_directories(paths.work);
    (void)dir.write("dev/termination-log", "");
  }
  void pull_secret(int index, const std::string& key, const std::string& user) {
    const json config{{"auths", {{key, {{"username", user}, {"password", "hunter2"}}}}}};
    (void)dir.write(paths.pull_secrets.lexically_relative(dir.path()) / std::to_string(index)
                        / ".dockerconfigjson",
                    config.dump());
  }
  void accept_secrets() { api.on(http::Method::post, secrets_target).reply(201, "{}").always(); }

  Received run(std::vector<std::string> secrets, const std::vector<std::string>& images) {
    handoff::CredentialsTask task{.run_id = "run1", .ns = "shop"};
    task.pull_secrets = std::move(secrets);
    for (const std::string& image : images)
      task.images.push_back({image, "temp-" + std::to_string(task.images.size())});
    return run(task);
  }

  Received run(const handoff::CredentialsTask& task) {
    const auto connect = [this](const std::string& base, bool) {
      hosts.push_back(base);
      return std::make_unique<Shared>(network);
    };
    const SecretHome home{"shop", "run1", "pod", "uid", paths.work};
    const World world{loop,
                      connect,
                      is_in_memory(task) ? into_memory(paths.credentials)
                                         : as_secrets(client, loop, home)};
    const auto out = dir.path() / "log";
    const io::Fd file(::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    Outlet outlet("run1", file.get(), paths.termination_log);
    exit_code = run_credentials(task, paths, world, outlet);
    log = contents(out);
    return decode(log);
  }

  /// The user names of the Secrets that were created.
  std::vector<std::string> users() {
    std::vector<std::string> result;
    for (const test::Sent& sent : api.requests()) {
      const json object = json::parse(sent.body);
      result.push_back(base64_decode(object["data"]["username"].get<std::string>()).value());
    }
    return result;
  }

  struct Shared final : http::Transport {
    explicit Shared(http::Transport& to)
        : inner(to) {}
    io::Ticket start(http::Request request, http::Sink sink) override {
      return inner.start(std::move(request), std::move(sink));
    }
    http::Transport& inner;
  };
};

TEST_F(Credentials, GiveEachImageItsOwn) {
  pull_secret(0, "https://index.docker.io/v1/", "hub");
  pull_secret(1, "ghcr.io", "gh");
  accept_secrets();
  const Received received =
      run({"docker", "github"}, {"ghcr.io/a/b:v42", "docker.io/a/b:v42", "quay.io/a/b:1"});
  EXPECT_EQ(exit_code, 0);
  EXPECT_THAT(users(), ElementsAre("gh", "hub", ""));
  ASSERT_THAT(received.report.images, SizeIs(3));
  EXPECT_EQ(received.report.images[0].pull_secret, "github");
  EXPECT_EQ(received.report.images[0].key, "ghcr.io");
  EXPECT_EQ(received.report.images[1].candidates, 1);
  EXPECT_EQ(received.report.images[2].pull_secret, "");
  EXPECT_EQ(received.report.images[2].candidates, 0);
}

TEST_F(Credentials, NeverAppearInTheLog) {
  pull_secret(0, "ghcr.io", "gh");
  accept_secrets();
  (void)run({"s"}, {"ghcr.io/a/b"});
  EXPECT_THAT(log, Not(HasSubstr("hunter2")));
  EXPECT_THAT(log, Not(HasSubstr(base64_encode("hunter2"))));
}

TEST_F(Credentials, TellTheirEndingTwice) {
  accept_secrets();
  const Received received = run(std::vector<std::string>(), {"nginx"});
  EXPECT_EQ(handoff::parse_ending(contents(paths.termination_log)).value(), received.ending);
  EXPECT_THAT(received.progress,
              ElementsAre("reading the pull secrets",
                          "no pull secret matches nginx:latest, it is asked for anonymously"));
}

TEST_F(Credentials, TakeTheFirstThatTheRegistryAccepts) {
  pull_secret(0, "r.example.com", "old");
  pull_secret(1, "r.example.com", "new");
  accept_secrets();
  const std::string manifest = "/v2/a/manifests/latest";
  const std::vector<http::Header> basic{{"WWW-Authenticate", "Basic"}};
  network.on(http::Method::head, manifest).reply(401, "", basic);
  network.on(http::Method::head, manifest).reply(401, "", basic);
  network.on(http::Method::get, manifest).reply(401, R"({"errors":[{"code":"UNAUTHORIZED"}]})");
  network.on(http::Method::head, manifest).reply(401, "", basic);
  network.on(http::Method::head, manifest).reply(200);
  const Received received = run({"first", "second"}, {"r.example.com/a"});
  EXPECT_THAT(users(), ElementsAre("new"));
  const auto& image = received.report.images.at(0);
  EXPECT_EQ(image.pull_secret, "second");
  EXPECT_EQ(image.candidates, 2);
  ASSERT_THAT(image.attempts, SizeIs(2));
  EXPECT_EQ(image.attempts[0].pull_secret, "first");
  EXPECT_EQ(image.attempts[0].answer, handoff::Answer::unauthorized);
  EXPECT_EQ(image.attempts[0].text, "HTTP 401: UNAUTHORIZED");
  EXPECT_EQ(image.attempts[1].answer, handoff::Answer::accepted);
}

TEST_F(Credentials, WaitForTheRegistriesOfAllImages) {
  pull_secret(0, "r.example.com", "old");
  pull_secret(1, "r.example.com", "new");
  accept_secrets();
  std::size_t created_before = 99;
  network.otherwise([&](const test::Sent&, test::FakeTransport::Script script) {
    created_before = api.requests().size();
    script.reply(200);
  });
  (void)run({"first", "second"}, {"other.example.com/a", "r.example.com/a"});
  EXPECT_EQ(created_before, 0U);
  EXPECT_EQ(api.requests().size(), 2U);
}

TEST_F(Credentials, TellWhichPullSecretsAreNotThere) {
  pull_secret(0, "r.example.com", "u");
  accept_secrets();
  const Received received = run({"there", "gone"}, {"r.example.com/a"});
  EXPECT_THAT(received.report.missing_secrets, ElementsAre("gone"));
}

TEST_F(Credentials, TakeTheFirstWhenAllAreRefused) {
  pull_secret(0, "r.example.com", "old");
  pull_secret(1, "r.example.com", "new");
  accept_secrets();
  network.otherwise([](const test::Sent&, test::FakeTransport::Script script) {
    script.reply(401, "", {{"WWW-Authenticate", "Basic"}});
  });
  const Received received = run({"first", "second"}, {"r.example.com/a"});
  EXPECT_EQ(exit_code, 0);
  EXPECT_THAT(users(), ElementsAre("old"));
  EXPECT_THAT(received.report.images.at(0).attempts, SizeIs(2));
}

TEST_F(Credentials, TakeOneThatWasNotRefusedBeforeOneThatWas) {
  pull_secret(0, "r.example.com", "old");
  pull_secret(1, "r.example.com", "new");
  pull_secret(2, "r.example.com", "newest");
  accept_secrets();
  const std::string manifest = "/v2/a/manifests/latest";
  const std::vector<http::Header> basic{{"WWW-Authenticate", "Basic"}};
  network.on(http::Method::head, manifest).reply(401, "", basic);
  network.on(http::Method::head, manifest).reply(401, "", basic);
  network.on(http::Method::get, manifest).reply(401);
  network.on(http::Method::head, manifest).reply(401, "", basic);
  network.on(http::Method::head, manifest).reply(429);
  network.on(http::Method::head, manifest).fail(Error(Errc::unavailable, "connection refused"));
  const Received received = run({"a", "b", "c"}, {"r.example.com/a"});
  EXPECT_THAT(users(), ElementsAre("new"));
  EXPECT_THAT(received.report.images.at(0).attempts, SizeIs(3));
}

TEST_F(Credentials, OfTheOriginalAreTriedOnItsMirror) {
  pull_secret(0, "r.example.com", "old");
  pull_secret(1, "r.example.com", "new");
  pull_secret(2, "mirror.example.com", "mirrors");
  accept_secrets();
  handoff::CredentialsTask task{.run_id = "run1", .ns = "shop", .pull_secrets = {"a", "b", "c"}};
  task.images.push_back({"r.example.com/a:1", "temp-0", "mirror.example.com/copy/a:1"});
  network.on(http::Method::head, "/v2/copy/a/manifests/1").reply(200);
  const Received received = run(task);
  EXPECT_THAT(users(), ElementsAre("old"));
  EXPECT_THAT(hosts, ElementsAre("https://mirror.example.com"));
  EXPECT_EQ(received.report.images.at(0).reference, "r.example.com/a:1");
}

TEST_F(Credentials, InMemoryNeedNoApiServer) {
  for (const char* index : {"0", "1"})
    std::filesystem::create_directories(paths.credentials / index);
  pull_secret(0, "ghcr.io", "gh");
  handoff::CredentialsTask task{.run_id = "run1", .ns = "shop", .pull_secrets = {"s"}};
  task.images = {{.reference = "ghcr.io/a/b"}, {.reference = "quay.io/a/b"}};
  (void)run(task);
  EXPECT_EQ(exit_code, 0);
  EXPECT_THAT(api.requests(), SizeIs(0));
  const std::optional<Login> login = take_login(paths.credentials / "0");
  ASSERT_TRUE(login);
  EXPECT_EQ(login->username.reveal(), "gh");
  EXPECT_EQ(login->password.reveal(), "hunter2");
  EXPECT_FALSE(take_login(paths.credentials / "1")) << "anonymous";
  EXPECT_THAT(log, Not(HasSubstr("hunter2")));
}

TEST_F(Credentials, InMemoryThatIsNotThereEndWithAnError) {
  handoff::CredentialsTask task{.run_id = "run1", .ns = "shop"};
  task.images = {{.reference = "nginx"}};
  const Received received = run(task);
  EXPECT_EQ(exit_code, 70);
  EXPECT_THAT(received.ending.error, HasSubstr("kscan/credentials/0/login"));
}

TEST_F(Credentials, TakeTheFirstWhenTheRegistryCannotBeAsked) {
  pull_secret(0, "r.example.com", "one");
  pull_secret(1, "r.example.com", "two");
  accept_secrets();
  network.on(http::Method::head, "/v2/a/manifests/latest")
      .fail(Error(Errc::unavailable, "connection refused"));
  const Received received = run({"first", "second"}, {"r.example.com/a"});
  EXPECT_THAT(users(), ElementsAre("one"));
  ASSERT_THAT(received.report.images.at(0).attempts, SizeIs(1));
  EXPECT_EQ(received.report.images[0].attempts[0].answer, handoff::Answer::network);
  EXPECT_EQ(received.report.images[0].attempts[0].text, "connection refused");
}

TEST_F(Credentials, AreAnonymousWithoutAUserName) {
  pull_secret(0, "ghcr.io", "");
  accept_secrets();
  (void)run({"s"}, {"ghcr.io/a/b"});
  EXPECT_EQ(json::parse(api.requests().at(0).body)["data"]["password"], "");
}

TEST_F(Credentials, ReportAMalformedSecretAndGoOn) {
  (void)dir.write("kscan/pull-secrets/0/.dockerconfigjson", "{");
  pull_secret(1, "ghcr.io", "gh");
  accept_secrets();
  const Received received = run({"broken", "good"}, {"ghcr.io/a/b"});
  EXPECT_EQ(exit_code, 0);
  EXPECT_THAT(users(), ElementsAre("gh"));
  ASSERT_THAT(received.report.bad_secrets, SizeIs(1));
  EXPECT_EQ(received.report.bad_secrets[0].name, "broken");
}

TEST_F(Credentials, EndWithTheErrorOfASecretThatCannotBeCreated) {
  api.on(http::Method::post, secrets_target)
      .reply(422,
             R"({"kind":"Status","message":"secrets \"temp-0\" is invalid","reason":"Invalid"})");
  const Received received = run(std::vector<std::string>(), {"nginx", "other"});
  EXPECT_EQ(exit_code, 70);
  EXPECT_EQ(received.ending.exit_code, 70);
  EXPECT_THAT(received.ending.error, HasSubstr("creating secret \"temp-0\""));
  EXPECT_THAT(received.report.images, SizeIs(2)) << "what was chosen is told all the same";
}

}  // namespace
}  // namespace kscan::agent
