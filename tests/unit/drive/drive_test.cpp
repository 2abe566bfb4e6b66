#include "drive/drive.hpp"
#include "support/fake_loop.hpp"
#include "support/scan_log.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <csignal>
#include <list>

namespace kscan::drive {
namespace {

using http::Method;
using nlohmann::json;

constexpr const char* run_id = "x7k2p9qa";

/// An API server with one behaviour: a Job whose pod has finished as soon as it is unsuspended.
class OneJobApi final : public http::Transport {
public:
  OneJobApi(test::FakeLoop& loop, const test::ScanLog& database, const test::ScanLog& scan)
      : m_loop(loop),
        m_database(database),
        m_scan(scan) {}

  io::Ticket start(http::Request request, http::Sink sink) override {
    const std::string path = request.target.substr(0, request.target.find('?'));
    calls.push_back(std::string(name(request.method)) + " " + path);
    bodies.push_back(request.body);
    if (request.target.find("watch=") != std::string::npos) {
      m_watches.push_back(std::move(sink));
      return io::Ticket([] {});
    }
    return m_loop.after({},
                        [this,
                         request = std::make_shared<http::Request>(std::move(request)),
                         path,
                         sink = std::move(sink)] {
                          const auto [status, body] =
                              answer(request->method, path, request->target);
                          if (sink.on_head) sink.on_head({.status = status, .headers = {}});
                          if (sink.on_data) sink.on_data(body);
                          if (sink.on_end) sink.on_end({});
                        });
  }

  [[nodiscard]] std::size_t count(std::string_view call) const {
    return static_cast<std::size_t>(std::count(calls.begin(), calls.end(), call));
  }

  std::vector<std::string> calls;
  std::vector<std::string> bodies;
  int status_of_role = 201;
  std::string owner = "job-uid";  ///< of the pod
  bool pod_is_there = false;      ///< before anything is done

private:
  using Answer = std::pair<int, std::string>;

  Answer answer(Method method, const std::string& path, const std::string& target) {
    if (method == Method::post && path.ends_with("/jobs"))
      return {201, R"({"kind": "Job", "metadata": {"uid": "job-uid"}})"};
    if (method == Method::post && path.ends_with("/roles")) {
      m_role_exists = status_of_role == 201;
      return {status_of_role, R"({"kind": "Status", "message": "roles is forbidden"})"};
    }
    // As the real one does for all but cluster admins.
    if (method == Method::post && path.ends_with("/rolebindings") && !m_role_exists)
      return {404, R"({"kind": "Status", "message": "the role is not there"})"};
    if (method == Method::post) return {201, "{}"};
    if (method == Method::patch) return unsuspended();
    if (method == Method::del) return {200, "{}"};
    if (path.ends_with("/log")) return {200, log(target)};
    if (path.ends_with("/scan-pod")) return {200, finished_pod().dump()};
    json list{{"kind", "PodList"}, {"metadata", {{"resourceVersion", "7"}}}};
    list["items"] = json::array();
    if (pod_is_there && path.ends_with("/pods")) list["items"].push_back(finished_pod());
    return {200, list.dump()};
  }

  Answer unsuspended() {
    const std::string event = json{{"type", "ADDED"}, {"object", finished_pod()}}.dump() + "\n";
    for (const http::Sink& watch : m_watches) {
      if (watch.on_head) watch.on_head({.status = 200, .headers = {}});
      watch.on_data(event);
    }
    return {200, "{}"};
  }

  [[nodiscard]] std::string log(const std::string& target) const {
    const bool scan = target.find("container=scan-0") != std::string::npos;
    std::string text;
    for (const std::string& line : (scan ? m_scan : m_database).lines)
      text += line + "\n";
    return text;
  }

  [[nodiscard]] json finished_pod() const {
    const auto ended = [](const char* name, const std::string& message) {
      const json state{{"exitCode", 0}, {"reason", "Completed"}, {"message", message}};
      return json{{"name", name}, {"state", {{"terminated", state}}}};
    };
    json pod;
    pod["kind"] = "Pod";
    pod["metadata"] = {{"name", "scan-pod"},
                       {"namespace", "shop"},
                       {"uid", "pod-uid"},
                       {"resourceVersion", "8"},
                       {"labels", {{"kubectl-scan.dev/group", "0"}}}};
    pod["metadata"]["ownerReferences"].push_back(
        {{"kind", "Job"}, {"uid", owner}, {"controller", true}});
    pod["status"]["phase"] = "Succeeded";
    pod["status"]["initContainerStatuses"].push_back(ended("database", m_database.termination));
    pod["status"]["containerStatuses"].push_back(ended("scan-0", m_scan.termination));
    return pod;
  }

  test::FakeLoop& m_loop;
  const test::ScanLog& m_database;
  const test::ScanLog& m_scan;
  std::list<http::Sink> m_watches;
  bool m_role_exists = false;
};

class Recorder final : public run::Observer {
public:
  void on(const run::Tell& progress) override { told.push_back(progress.text); }
  void on_image(const report::ImageReport& image) override {
    images.push_back(image::familiar(image.image) + (image.scanned() ? " scanned" : " failed"));
  }
  std::vector<std::string> told;
  std::vector<std::string> images;
};

class DriveTest : public ::testing::Test {
protected:
  DriveTest() {
    settings.run_id = run_id;
    settings.scanner_image = "trivy";
    settings.db_repository = "db";
    settings.payload = {"B", "X", "0"};
  }

  static plan::Plan plan(std::vector<std::string> pull_secrets) {
    plan::Plan plan;
    plan.groups.push_back({"shop", std::move(pull_secrets), {}});
    plan.groups[0].scans.push_back({*image::parse("r.io/app:1"), true, {}});
    return plan;
  }

  run::Machine run(std::vector<std::string> pull_secrets) {
    run::Machine machine(plan(std::move(pull_secrets)),
                         {.run_id = run_id, .keep = false, .limits = {}});
    drive(machine, settings, {client, loop, signals, recorder});
    return machine;
  }

  const test::ScanLog database = test::scan_log(run_id, "");
  const test::ScanLog scan = test::scan_log(run_id, R"({"SchemaVersion": 2})");
  manifest::Settings settings;
  test::FakeLoop loop;
  OneJobApi api{loop, database, scan};
  io::Signals signals{loop};
  kube::Client client{api, loop};
  Recorder recorder;
};

TEST_F(DriveTest, TakesAPublicImageFromJobToReport) {
  run::Machine machine = run({});
  const report::Report report = machine.take_report();
  ASSERT_EQ(report.images.size(), 1U);
  EXPECT_TRUE(report.images[0].scanned())
      << (report.images[0].failure ? report.images[0].failure->message() : "");
  EXPECT_TRUE(machine.leftovers().empty());
  EXPECT_EQ(api.count("DELETE /apis/batch/v1/namespaces/shop/jobs/kubectl-scan-x7k2p9qa-0"), 1U);
  EXPECT_EQ(api.count("POST /api/v1/namespaces/shop/serviceaccounts"), 0U);
  EXPECT_EQ(recorder.told.back(), "done: no vulnerabilities");
  EXPECT_EQ(recorder.images, std::vector<std::string>{"r.io/app:1 scanned"});
}

TEST_F(DriveTest, DeletesNoOtherJobOfThatName) {
  run({});
  const auto at = std::ranges::find(
      api.calls, "DELETE /apis/batch/v1/namespaces/shop/jobs/kubectl-scan-x7k2p9qa-0");
  ASSERT_NE(at, api.calls.end());
  const json body = json::parse(api.bodies[static_cast<std::size_t>(at - api.calls.begin())]);
  EXPECT_EQ(body["preconditions"]["uid"], "job-uid");
}

TEST_F(DriveTest, BelievesNoPodThatAnotherObjectOwns) {
  api.owner = "other-uid";
  run::Machine machine = run({});
  EXPECT_FALSE(machine.take_report().images.at(0).scanned());
  EXPECT_EQ(api.count("GET /api/v1/namespaces/shop/pods/scan-pod/log"), 0U);
}

TEST_F(DriveTest, KnowsTheJobsThatItIsTold) {
  api.pod_is_there = true;
  const auto unread = [this] {
    run::Machine machine(plan({}),
                         {.run_id = run_id, .limits = {.retries = 0}, .mode = run::Mode::attach});
    drive(machine, settings, {client, loop, signals, recorder}, {{0, "job-uid"}});
    return machine.unread();
  };
  EXPECT_TRUE(unread().empty());
  api.owner = "other-uid";
  EXPECT_EQ(unread(), std::vector<run::Group>{0});
  EXPECT_EQ(api.count("DELETE /apis/batch/v1/namespaces/shop/jobs/kubectl-scan-x7k2p9qa-0"), 0U);
}

TEST_F(DriveTest, WatchesBeforeTheJobIsThereAndUnsuspendsItLast) {
  run({});
  std::vector<std::string> verbs;
  for (const std::string& call : api.calls)
    verbs.push_back(call.substr(0, call.find(' ')));
  EXPECT_EQ(api.calls[0], "GET /api/v1/namespaces/shop/pods");
  const auto patch = std::find(verbs.begin(), verbs.end(), "PATCH");
  EXPECT_EQ(std::find(patch, verbs.end(), "POST"), verbs.end()) << "nothing is created after it";
}

TEST_F(DriveTest, CreatesEverythingAPrivateImageNeedsOwnedByTheJob) {
  run({"regcred"});
  for (const char* created :
       {"POST /api/v1/namespaces/shop/configmaps",
        "POST /api/v1/namespaces/shop/serviceaccounts",
        "POST /apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles",
        "POST /apis/rbac.authorization.k8s.io/v1/namespaces/shop/rolebindings"})
    EXPECT_EQ(api.count(created), 1U) << created;
  for (std::size_t i = 0; i < api.calls.size(); ++i) {
    if (!api.calls[i].starts_with("POST ") || api.calls[i].ends_with("/jobs")) continue;
    EXPECT_NE(api.bodies[i].find("job-uid"), std::string::npos) << api.calls[i];
  }
}

TEST_F(DriveTest, NeverReadsASecretAndDeletesTheTemporaryOne) {
  run({"regcred"});
  for (const std::string& call : api.calls)
    EXPECT_FALSE(call.starts_with("GET") && call.find("/secrets") != std::string::npos) << call;
  EXPECT_EQ(
      api.count("DELETE /api/v1/namespaces/shop/secrets/kubectl-scan-x7k2p9qa-0-credential-0"), 1U);
}

TEST_F(DriveTest, RemovesTheJobWhenWhatItNeedsIsRefused) {
  api.status_of_role = 403;
  run::Machine machine = run({"regcred"});
  ASSERT_TRUE(machine.refusal());
  EXPECT_NE(machine.refusal()->message().find("roles is forbidden"), std::string::npos);
  EXPECT_EQ(api.count("DELETE /apis/batch/v1/namespaces/shop/jobs/kubectl-scan-x7k2p9qa-0"), 1U);
}

}  // namespace
}  // namespace kscan::drive
