#include "agent/files.hpp"
#include "agent/login_file.hpp"
#include "agent/shim.hpp"
#include "temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>

namespace kscan::agent {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct ShimTest : testing::Test {
  TempDir dir;
  Paths paths{dir.path()};
  std::vector<std::string> variables{"PATH=/usr/bin:/bin", "TRIVY_DEBUG=true"};
  std::vector<std::string> progress, log;
  std::string payload;
  handoff::Ending ending;
  int exit_code = -1;

  void SetUp() override {
    for (const auto& path : {paths.work, paths.credential, paths.database})
      std::filesystem::create_directories(path);
    (void)dir.write("dev/termination-log",
                    "left from before, and longer than what is to come" + std::string(1000, '.'));
  }

  void run(handoff::ShimTask task) {
    task.run_id = "run1";
    std::vector<char*> pointers;
    for (std::string& variable : variables)
      pointers.push_back(variable.data());
    pointers.push_back(nullptr);
    const auto out = dir.path() / "log";
    const io::Fd file(::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    Outlet outlet("run1", file.get(), paths.termination_log);
    exit_code = run_shim(
        task, pointers.data(), {.paths = paths, .empty_java_db = "an empty database"}, outlet);
    decode(contents(out));
  }
  void run_script(std::string_view script, std::string registry = "") {
    run({.run_id = "",
         .commands = {{dir.script("scanner", script).string(), "one"}},
         .registry = std::move(registry),
         .report = true});
  }
  void credential(const std::string& user, const std::string& password, const std::string& how) {
    variables.push_back("KSCAN_USERNAME=" + user);
    variables.push_back("KSCAN_PASSWORD=" + password);
    variables.push_back("KSCAN_ENCODING=" + how);
  }

private:
  void decode(const std::string& text) {
    frame::Decoder decoder("run1",
                           {.on_progress = [this](auto line) { progress.emplace_back(line); },
                            .on_log = [this](auto line) { log.emplace_back(line); },
                            .on_payload = [this](auto bytes) { payload += bytes; }},
                           1 << 30);
    for (std::size_t at = 0, end = 0; (end = text.find('\n', at)) != std::string::npos;
         at = end + 1)
      ASSERT_TRUE(decoder.feed(std::string_view(text).substr(at, end - at)));
    ending = handoff::parse_ending(decoder.ending()).value();
    EXPECT_EQ(ending.sha256, decoder.sha256());
    EXPECT_EQ(contents(paths.termination_log), decoder.ending());
  }
};

TEST_F(ShimTest, SendsTheReportAndTheLog) {
  run_script("echo '{\"report\":1}'; echo scanning >&2");
  EXPECT_EQ(exit_code, 0);
  EXPECT_EQ(payload, "{\"report\":1}\n");
  EXPECT_THAT(log, ElementsAre("scanning"));
  EXPECT_THAT(progress, Contains("sending the report"));
}

TEST_F(ShimTest, SendsTheReportOfAScannerThatFails) {
  run_script("echo partial; exit 5");
  EXPECT_EQ(exit_code, 5);
  EXPECT_EQ(ending.exit_code, 5);
  EXPECT_EQ(payload, "partial\n");
  EXPECT_THAT(ending.error, IsEmpty());
}

TEST_F(ShimTest, TellsTheSignalThatKilledTheScanner) {
  run_script("kill -9 $$");
  EXPECT_EQ(exit_code, 137);
  EXPECT_EQ(ending.signal, 9);
}

TEST_F(ShimTest, WritesTheCredentialForTheScannerOnly) {
  credential("user", "p\"w", "raw");
  run_script(
      "echo $DOCKER_CONFIG; cat $DOCKER_CONFIG/config.json; stat -c %a $DOCKER_CONFIG/config.json",
      "r.example.com");
  EXPECT_EQ(
      payload,
      paths.credential.string()
          + "\n{\"auths\":{\"r.example.com\":{\"password\":\"p\\\"w\",\"username\":\"user\"}}}"
            "600\n");
  EXPECT_FALSE(std::filesystem::exists(paths.credential / "config.json"));
}

TEST_F(ShimTest, TakesTheCredentialOutOfTheEnvironment) {
  credential("user", "hunter2", "raw");
  run_script("env", "r.example.com");
  EXPECT_THAT(payload, Not(HasSubstr("KSCAN_")));
  EXPECT_THAT(payload, Not(HasSubstr("hunter2")));
  EXPECT_THAT(variables, Not(Contains(HasSubstr("hunter2"))));
}

TEST_F(ShimTest, WritesNothingForAnAnonymousOne) {
  credential("", "", "raw");
  run_script("echo ${DOCKER_CONFIG-unset}", "r.example.com");
  EXPECT_EQ(payload, "unset\n");
}

TEST_F(ShimTest, RefusesAPasswordThatNoScannerCanBeGiven) {
  credential("dQ==", "cAB4", "base64");
  run_script("echo never", "r.example.com");
  EXPECT_EQ(exit_code, 70);
  EXPECT_THAT(ending.error, HasSubstr("NUL"));
  EXPECT_THAT(payload, IsEmpty());
}

TEST_F(ShimTest, GivesTheScannerDirectoriesOfItsOwn) {
  run_script("pwd -P; touch $TMPDIR/x $HOME/x $XDG_CACHE_HOME/x && echo $TMPDIR $TRIVY_DEBUG $1");
  EXPECT_EQ(payload,
            std::filesystem::canonical(paths.work).string() + "\n" + (paths.work / "tmp").string()
                + " true one\n");
}

TEST_F(ShimTest, PutsAWritableCacheAroundTheDatabase) {
  (void)dir.write("kscan/database/db/trivy.db", "rows");
  (void)dir.write("kscan/database/java-db/trivy-java.db", "jars");
  run_script("cat cache/db/trivy.db cache/java-db/trivy-java.db; touch cache/own");
  EXPECT_EQ(payload, "rowsjars");
  EXPECT_EQ(exit_code, 0);
  run_script("cat cache/db/trivy.db");
  EXPECT_EQ(exit_code, 0) << "a second start finds the links there";
}

TEST_F(ShimTest, RunsWithoutADatabase) {
  std::filesystem::remove_all(paths.database);
  run_script("echo ok");
  EXPECT_EQ(payload, "ok\n");
}

TEST_F(ShimTest, WritesAnEmptyJavaDatabase) {
  const auto java = paths.database / "java-db";
  run({.run_id = "", .commands = {{"true"}}, .empty_java_db_dir = java.string()});
  EXPECT_EQ(contents(java / "trivy-java.db"), "an empty database");
  EXPECT_EQ(exit_code, 0);
}

TEST_F(ShimTest, StopsAtTheFirstCommandThatFails) {
  run({.run_id = "",
       .commands = {{"sh", "-c", "echo first"}, {"false"}, {"sh", "-c", "echo third"}}});
  EXPECT_EQ(exit_code, 1);
  EXPECT_THAT(log, ElementsAre("first"));
  EXPECT_THAT(progress, ElementsAre("running sh", "running false"));
  EXPECT_THAT(payload, IsEmpty());
}

TEST_F(ShimTest, SaysThatThereIsNoScanner) {
  run({.run_id = "", .commands = {{"no-such-scanner"}}, .report = true});
  EXPECT_EQ(exit_code, 70);
  EXPECT_EQ(ending.exit_code, 70);
  EXPECT_THAT(ending.error, HasSubstr("cannot find the program \"no-such-scanner\""));
}

TEST_F(ShimTest, CutsLongErrors) {
  run({.run_id = "", .commands = {{std::string(5000, 'x')}}});
  EXPECT_LT(contents(paths.termination_log).size(), 800U);
}

TEST_F(ShimTest, TakesALoginOutOfMemoryBeforeTheScannerStarts) {
  write_login(paths.credential, {Secret(std::string("robot")), Secret(std::string("hunter2"))});
  const std::string scanner =
      dir.script("scanner", "ls \"$DOCKER_CONFIG\"; cat \"$DOCKER_CONFIG/config.json\"; env")
          .string();
  run({.run_id = "",
       .commands = {{scanner}},
       .registry = "r.io",
       .login_in_memory = true,
       .report = true});
  EXPECT_EQ(exit_code, 0) << ending.error;
  EXPECT_THAT(payload, testing::StartsWith("config.json\n"));
  EXPECT_THAT(payload, HasSubstr(R"("r.io":{"password":"hunter2","username":"robot"})"));
  EXPECT_TRUE(std::filesystem::is_empty(paths.credential));
}

TEST_F(ShimTest, DoesNotStartTheScannerWithoutTheLoginThatWasPromised) {
  const std::string scanner = dir.script("scanner", "echo ran").string();
  run({.run_id = "",
       .commands = {{scanner}},
       .registry = "r.io",
       .login_in_memory = true,
       .report = true});
  EXPECT_EQ(exit_code, 70);
  EXPECT_THAT(ending.error, HasSubstr("the credential was not handed over"));
  EXPECT_THAT(payload, IsEmpty());
}

TEST_F(ShimTest, GivesTheScannerAPullSecretOfItsOwn) {
  (void)dir.write("kscan/pull-secrets/0/.dockerconfigjson",
                  R"({"auths":{"r.io":{"username":"robot","password":"hunter2"}}})");
  const std::string scanner = dir.script("scanner", "cat \"$DOCKER_CONFIG/config.json\"").string();
  run({.run_id = "",
       .commands = {{scanner}},
       .pull_secret = {"db", {"r.io/db:2"}},
       .report = true});
  EXPECT_EQ(payload, R"({"auths":{"r.io/db":{"password":"hunter2","username":"robot"}}})");
  EXPECT_TRUE(std::filesystem::is_empty(paths.credential));
}

}  // namespace
}  // namespace kscan::agent
