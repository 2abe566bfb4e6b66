#include "manifest/manifest.hpp"
#include "manifest/scanner.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>

namespace kscan::manifest {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

plan::Group group() {
  return {"shop", {"regcred"}, {{*image::parse("registry.test:5000/team/web:1"), true, {}}}};
}

Settings with_grype() {
  Settings settings;
  settings.run_id = "x7k2p9qa";
  settings.scanner_image = "mirror.test/grype:0.110.0";
  settings.scanner.profile = &scanner::grype();
  settings.payload = {"BOOT", "XZ", "0123abcd"};
  return settings;
}

json pod_of(const Settings& settings) {
  return json::parse(job(group(), 0, settings).dump())["spec"]["template"]["spec"];
}

json task_of(const json& container) {
  return json::parse(container["args"][1].get<std::string>());
}

json variable(const std::string& name, const std::string& value) {
  return {{"name", name}, {"value", value}};
}

TEST(Scanner, IsFoundByItsName) {
  EXPECT_EQ(scanner::find("trivy"), &scanner::trivy());
  EXPECT_EQ(scanner::find("grype"), &scanner::grype());
  EXPECT_EQ(scanner::find("Grype"), nullptr);
}

TEST(Grype, ScansFromTheRegistryAlone) {
  Settings settings = with_grype();
  settings.scanner.arguments = {"--by-cve"};
  const json task = task_of(pod_of(settings)["containers"][0]);
  EXPECT_THAT(task["commands"],
              ElementsAre(json{"grype",
                               "--output",
                               "json",
                               "--platform",
                               "linux/amd64",
                               "--by-cve",
                               "--",
                               "oci-registry:registry.test:5000/team/web:1"}));
}

TEST(Grype, HasItsDatabaseWhereTheDownloadWent) {
  const json pod = pod_of(with_grype());
  for (const json& container : {pod["initContainers"][0], pod["containers"][0]}) {
    EXPECT_THAT(container["env"], Contains(variable("GRYPE_DB_CACHE_DIR", "/kscan/database")));
    EXPECT_THAT(container["env"], Contains(variable("GRYPE_DB_AUTO_UPDATE", "false")));
    EXPECT_THAT(container["env"], Contains(variable("GRYPE_CHECK_FOR_APP_UPDATE", "false")));
  }
}

TEST(Grype, UpdatesItsDatabaseOrImportsAnother) {
  Settings settings = with_grype();
  EXPECT_THAT(task_of(pod_of(settings)["initContainers"][0])["commands"],
              ElementsAre(json{"grype", "db", "update"}));
  settings.db_repository = "https://mirror.test/db.tar.gz";
  EXPECT_THAT(task_of(pod_of(settings)["initContainers"][0])["commands"],
              ElementsAre(json{"grype", "db", "import", "--", "https://mirror.test/db.tar.gz"}));
}

TEST(Grype, GetsNoJavaDatabase) {
  EXPECT_THAT(
      task_of(pod_of(with_grype())["initContainers"][0]).value("emptyJavaDBDir", std::string()),
      IsEmpty());
}

TEST(Grype, SkipsVerificationOnlyWhereThatIsAskedFor) {
  Settings settings = with_grype();
  const json insecure = variable("GRYPE_REGISTRY_INSECURE_SKIP_TLS_VERIFY", "true");
  EXPECT_THAT(pod_of(settings)["containers"][0]["env"], Not(Contains(insecure)));
  settings.insecure_registries = {"registry.test:5000"};
  EXPECT_THAT(pod_of(settings)["containers"][0]["env"], Contains(insecure));
  EXPECT_THAT(pod_of(settings)["initContainers"][0]["env"], Not(Contains(insecure)));
}

TEST(Scanner, IsLookedUpByAnotherNameWhereThatIsAskedFor) {
  Settings settings = with_grype();
  settings.scanner.command = "/opt/grype-next";
  const json pod = pod_of(settings);
  EXPECT_EQ(task_of(pod["containers"][0])["commands"][0][0], "/opt/grype-next");
  EXPECT_EQ(task_of(pod["initContainers"][0])["commands"][0][0], "/opt/grype-next");
}

}  // namespace
}  // namespace kscan::manifest
