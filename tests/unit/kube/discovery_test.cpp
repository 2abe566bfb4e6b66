#include "io/file.hpp"
#include "kube/discovery.hpp"
#include "support/fake_loop.hpp"
#include "support/fake_transport.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdlib.h>
#include <sys/stat.h>

#include <fstream>

namespace kscan::kube {
namespace {

using http::Method;
using std::filesystem::path;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string core = R"({"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":""},
  "versions":[{"version":"v1","resources":[{"resource":"pods","responseKind":{"version":"v1",
  "kind":"Pod"},"scope":"Namespaced","singularResource":"pod","verbs":["get"],
  "shortNames":["po"]}]}]}]})";
const std::string apps = R"({"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":"apps"},
  "versions":[{"version":"v1","resources":[{"resource":"deployments","responseKind":{"group":"apps",
  "version":"v1","kind":"Deployment"},"scope":"Namespaced","verbs":["get"]}]}]}]})";
const std::string app_list =
    R"({"kind":"APIResourceList","apiVersion":"v1","groupVersion":"apps/v1",
  "resources":[{"name":"deployments","singularName":"deployment","namespaced":true,
  "kind":"Deployment","verbs":["get"],"shortNames":["deploy"]}]})";

class DiscoveryTest : public testing::Test {
protected:
  DiscoveryTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "discovery.XXXXXX").string();
    m_root = ::mkdtemp(pattern.data());
    m_dir = m_root / "cache/discovery/h_6443";
  }
  ~DiscoveryTest() override { std::filesystem::remove_all(m_root); }

  void server_has(const std::string& first, const std::string& second) {
    m_api.on(Method::get, "/api").reply(200, first);
    m_api.on(Method::get, "/apis").reply(200, second);
  }
  /// With a cache, and nothing remembered.
  std::string resolve(const std::string& argument) {
    Discovery discovery(m_client, m_loop, DiscoveryCache(m_dir));
    const auto types = discovery.resolve(argument);
    return types.at(0).plural + "." + types.at(0).group;
  }
  Error refusal(const std::string& argument) {
    try {
      return {Errc::internal, resolve(argument)};
    } catch (const Error& error) {
      return error;
    }
  }
  void put(const path& file, const std::string& text) const {
    std::filesystem::create_directories((m_dir / file).parent_path());
    std::ofstream(m_dir / file) << text;
  }
  void age(const path& file, std::chrono::minutes by) const {
    const auto now = std::filesystem::file_time_type::clock::now();
    std::filesystem::last_write_time(m_dir / file, now - by);
  }
  [[nodiscard]] unsigned mode(const path& file) const {
    struct stat about{};
    EXPECT_EQ(::stat((m_dir / file).c_str(), &about), 0) << file;
    return about.st_mode & 0777U;
  }

  path m_root, m_dir;
  test::FakeLoop m_loop;
  test::FakeTransport m_api{m_loop};
  Client m_client{m_api, m_loop};
};

TEST_F(DiscoveryTest, AsksTheServerTwiceForEverything) {
  server_has(core, apps);
  EXPECT_EQ(resolve("po"), "pods.");
  EXPECT_THAT(m_api.lines(), ElementsAre("GET /api", "GET /apis"));
  EXPECT_THAT(m_api.requests()[0].header("accept"),
              HasSubstr("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"));
}

TEST_F(DiscoveryTest, WritesWhatKubectlReads) {
  server_has(core, apps);
  resolve("po");
  EXPECT_THAT(*io::read_file(m_dir / "servergroups.json"),
              HasSubstr(R"("groupVersion":"apps/v1")"));
  EXPECT_THAT(*io::read_file(m_dir / "v1/serverresources.json"), HasSubstr(R"("name":"pods")"));
  EXPECT_THAT(*io::read_file(m_dir / "apps/v1/serverresources.json"), HasSubstr("deployments"));
  EXPECT_EQ(mode("servergroups.json"), 0660U);
  EXPECT_EQ(mode("apps/v1") & 0027U, 0U) << "0750 less the umask";
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(m_dir))
    files += entry.is_regular_file() ? 1U : 0U;
  EXPECT_EQ(files, 3U) << "no temporary file is left";
}

TEST_F(DiscoveryTest, BelievesACacheThatIsYoungEnough) {
  server_has(core, apps);
  resolve("po");
  age("servergroups.json", std::chrono::minutes(359));
  EXPECT_EQ(resolve("deployments"), "deployments.apps");
  EXPECT_EQ(m_api.requests().size(), 2U);
}

TEST_F(DiscoveryTest, DoesNotBelieveAnOldOne) {
  server_has(core, apps);
  resolve("po");
  age("servergroups.json", std::chrono::minutes(361));
  server_has(core, apps);
  EXPECT_EQ(resolve("po"), "pods.");
  EXPECT_EQ(m_api.requests().size(), 4U);
}

TEST_F(DiscoveryTest, ReadsOnlyTheVersionsThatTheCacheLacks) {
  server_has(core, apps);
  resolve("po");
  age("apps/v1/serverresources.json", std::chrono::minutes(361));
  m_api.on(Method::get, "/apis/apps/v1").reply(200, app_list);
  EXPECT_EQ(resolve("deploy"), "deployments.apps");
  EXPECT_EQ(resolve("deploy"), "deployments.apps") << "from the cache again";
  EXPECT_EQ(m_api.requests().size(), 3U);
}

TEST_F(DiscoveryTest, UnknownTypeMakesTheCacheDoubtfulOnce) {
  server_has(core, R"({"kind":"APIGroupDiscoveryList","items":[]})");
  resolve("po");
  server_has(core, apps);
  EXPECT_EQ(resolve("deployments"), "deployments.apps");
  EXPECT_EQ(m_api.requests().size(), 4U);
}

TEST_F(DiscoveryTest, TypeThatTheServerDoesNotHaveIsToldInKubectlsWords) {
  server_has(core, apps);
  const auto error = refusal("foos.example.com");
  EXPECT_EQ(error.code(), Errc::not_found);
  EXPECT_EQ(error.message(), "the server doesn't have a resource type \"foos\"");
  EXPECT_EQ(m_api.requests().size(), 2U) << "what was just read is not doubted";
}

TEST_F(DiscoveryTest, ServersOfOldAreAskedForEachVersion) {
  m_api.on(Method::get, "/api").reply(200, R"({"kind":"APIVersions","versions":["v1"]})");
  m_api.on(Method::get, "/apis").reply(406);
  m_api.on(Method::get, "/apis").reply(200, R"({"kind":"APIGroupList","groups":[{"name":"apps",
      "versions":[{"groupVersion":"apps/v1","version":"v1"}],
      "preferredVersion":{"groupVersion":"apps/v1","version":"v1"}},{"name":"dead.example.com",
      "versions":[{"groupVersion":"dead.example.com/v1","version":"v1"}]}]})");
  m_api.on(Method::get, "/api/v1").reply(200, R"({"resources":[{"name":"pods","kind":"Pod"}]})");
  m_api.on(Method::get, "/apis/apps/v1").reply(200, app_list);
  m_api.on(Method::get, "/apis/dead.example.com/v1").reply(404);
  EXPECT_EQ(resolve("deploy"), "deployments.apps");
  EXPECT_THAT(m_api.unused(), IsEmpty());
  EXPECT_EQ(m_api.requests()[2].header("accept"), "application/json");
}

TEST_F(DiscoveryTest, SilentPartsOfTheApiAreNamedWhenATypeIsMissing) {
  m_api.on(Method::get, "/api").reply(404);
  m_api.on(Method::get, "/apis").reply(200, R"({"kind":"APIGroupList","groups":[
      {"name":"metrics.k8s.io","versions":[{"version":"v1beta1"}]}]})");
  m_api.on(Method::get, "/apis/metrics.k8s.io/v1beta1").reply(503).always();
  EXPECT_THAT(refusal("nodes").hint(), HasSubstr("metrics.k8s.io/v1beta1"));
}

TEST_F(DiscoveryTest, ManyVersionsAreReadAFewAtATime) {
  std::string groups;
  for (int i = 0; i < 50; ++i) {
    const auto name = "g" + std::to_string(i);
    groups += (i == 0 ? "" : ",") + (R"({"name":")" + name + R"(","versions":[{"version":"v1"}]})");
    m_api.on(Method::get, "/apis/" + name + "/v1")
        .reply(200, R"({"resources":[{"name":"t)" + std::to_string(i) + R"(","kind":"T"}]})");
  }
  m_api.on(Method::get, "/api").reply(404);
  m_api.on(Method::get, "/apis").reply(200, R"({"kind":"APIGroupList","groups":[)" + groups + "]}");
  EXPECT_EQ(resolve("t49"), "t49.g49");
  EXPECT_THAT(m_api.unused(), IsEmpty());
}

TEST_F(DiscoveryTest, RefusalOfTheServerIsToldAsItIs) {
  m_api.on(Method::get, "/api").reply(401);
  EXPECT_EQ(refusal("pods").code(), Errc::unauthorized);
}

TEST_F(DiscoveryTest, WorksWithoutACache) {
  server_has(core, apps);
  Discovery discovery(m_client, m_loop, std::nullopt);
  EXPECT_EQ(discovery.resolve("po").size(), 1U);
  EXPECT_EQ(discovery.resolve("deployments").size(), 1U);
  EXPECT_EQ(m_api.requests().size(), 2U);
}

TEST_F(DiscoveryTest, WorksWhereTheCacheCannotBeWritten) {
  std::filesystem::create_directories(m_dir.parent_path());
  std::ofstream(m_dir) << "a file where the directory should be";
  server_has(core, apps);
  EXPECT_EQ(resolve("po"), "pods.");
}

TEST_F(DiscoveryTest, GarbageInTheCacheIsNoCache) {
  for (const auto* text : {"", "{", "[]", R"({"kind":"APIGroupList","groups":[]})"}) {
    put("servergroups.json", text);
    server_has(core, apps);
    EXPECT_EQ(resolve("po"), "pods.") << text;
  }
}

struct Place {
  std::string name, server, directory;
};

class DiscoveryDirectory : public testing::TestWithParam<Place> {};

TEST_P(DiscoveryDirectory, IsKubectls) {
  EXPECT_EQ(discovery_directory("/c", GetParam().server), path(GetParam().directory));
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    DiscoveryDirectory,
    testing::Values(Place{"Address", "https://127.0.0.1:6443", "/c/discovery/127.0.0.1_6443"},
                    Place{"Plain", "http://host", "/c/discovery/host"},
                    Place{"Prefix",
                          "https://r.example/k8s/clusters/c-1/",
                          "/c/discovery/r.example/k8s/clusters/c_1"},
                    Place{"Ipv6", "https://[::1]:443", "/c/discovery/___1__443"},
                    Place{"Parentheses", "https://a(b)_c%20", "/c/discovery/a(b)_c_20"},
                    Place{"NotAscii", "https://k\xc3\xb6ln", "/c/discovery/k_ln"},
                    Place{"DoubleSlash", "https://h//x", "/c/discovery/h/x"},
                    Place{"Upwards", "https://h/../x", "/c/discovery/x"}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace kscan::kube
