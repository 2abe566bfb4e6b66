#include "workload/template.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <ostream>

namespace kscan::workload {
namespace {

using nlohmann::json;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* pod_template = R"({"spec": {"containers": [{"name": "app", "image": "a"}]}})";

/// An object that has the template at a path of plain member names.
json object(std::string_view kind, const std::string& pointer, const char* value = pod_template) {
  json result = {{"kind", kind},
                 {"metadata", {{"name", "web"}, {"namespace", "shop"}, {"uid", "1"}}}};
  result[json::json_pointer(pointer)] = json::parse(value);
  return result;
}

struct Case {
  const char* kind;
  const char* pointer;
  friend void PrintTo(const Case& row, std::ostream* out) { *out << row.kind; }
};

class TemplatesOf : public testing::TestWithParam<Case> {};

TEST_P(TemplatesOf, FindsThePodTemplate) {
  const std::vector<PodImages> found = templates_of(object(GetParam().kind, GetParam().pointer));
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_TRUE(found[0].is_template());
  EXPECT_EQ(found[0].pod.ns, "shop");
  EXPECT_EQ(found[0].owner, (Owner{GetParam().kind, "web", "1"}));
  ASSERT_THAT(found[0].containers, SizeIs(1));
  EXPECT_EQ(found[0].containers[0].image, "a");
}

INSTANTIATE_TEST_SUITE_P(Kinds,
                         TemplatesOf,
                         testing::Values(Case{"Deployment", "/spec/template"},
                                         Case{"StatefulSet", "/spec/template"},
                                         Case{"DaemonSet", "/spec/template"},
                                         Case{"ReplicaSet", "/spec/template"},
                                         Case{"ReplicationController", "/spec/template"},
                                         Case{"Job", "/spec/template"},
                                         Case{"CronJob", "/spec/jobTemplate/spec/template"},
                                         Case{"PodTemplate", "/template"},
                                         Case{"Rollout", "/spec/template"},
                                         Case{"Fleet", "/spec/template/spec/template"},
                                         Case{"ScaledJob", "/spec/jobTargetRef/template"},
                                         Case{"Elasticsearch", "/spec/nodeSets/0/podTemplate"},
                                         Case{"MPIJob", "/spec/mpiReplicaSpecs/Worker/template"}),
                         [](const auto& row) { return std::string(row.param.kind); });

TEST(TemplatesOfObject, TakesAPodAsIfItWereYetToBeCreated) {
  const auto found = templates_of(json::parse(R"({
    "kind": "Pod", "metadata": {"name": "x"}, "spec": {"containers": [{"image": "a"}]},
    "status": {"containerStatuses": [{"imageID": "a@sha256:1"}]}})"));
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].owner.kind, "Pod");
  EXPECT_EQ(found[0].containers.at(0).image_id, "");
}

TEST(TemplatesOfObject, FindsNoneWhereTheTemplateIsNull) {
  EXPECT_THAT(templates_of(object("ReplicationController", "/spec/template", "null")), IsEmpty());
}

TEST(TemplatesOfObject, FindsNoneInKindsWithoutPods) {
  for (const char* text : {"null",
                           "[]",
                           "{}",
                           R"({"kind": "ConfigMap", "data": {"template": "x"}})",
                           R"({"kind": "Service", "spec": {"selector": {"app": "web"}}})",
                           R"({"kind": "TaskRun", "spec": {"podTemplate": {"nodeSelector": {}}}})"})
    EXPECT_THAT(templates_of(json::parse(text)), IsEmpty()) << text;
}

TEST(TemplatesOfObject, FindsEveryTemplateOfACustomResource) {
  json job = object("PyTorchJob", "/spec/pytorchReplicaSpecs/Master/template");
  job["spec"]["pytorchReplicaSpecs"]["Worker"]["template"] = json::parse(pod_template);
  EXPECT_THAT(templates_of(job), SizeIs(2));
}

TEST(TemplatesOfObject, LooksOnlyWhereItIsToldTo) {
  const json strange = object("Widget", "/spec/inner/0/pods");
  EXPECT_THAT(templates_of(strange), IsEmpty());
  EXPECT_THAT(templates_of(strange, "spec.inner[*].pods"), SizeIs(1));
  EXPECT_THAT(templates_of(strange, ".spec.inner[*].pods"), SizeIs(1));
  EXPECT_THAT(templates_of(strange, "spec.inner[*].pods.spec"), SizeIs(1));
  EXPECT_THAT(templates_of(strange, "spec..pods"), IsEmpty());
  EXPECT_THAT(templates_of(strange, "spec.inner"), IsEmpty());
  EXPECT_THAT(templates_of(object("Deployment", "/spec/template"), "spec.other"), IsEmpty());
}

TEST(TemplatesOfObject, SaysWhoseSecretsAdmissionWouldAdd) {
  const auto without = templates_of(object("Deployment", "/spec/template"));
  EXPECT_EQ(without.at(0).unmerged_account, "default");
  EXPECT_EQ(without.at(0).service_account, "default");
  const auto own = templates_of(object("Deployment", "/spec/template", R"({"spec": {
      "serviceAccountName": "robot", "imagePullSecrets": [{"name": "own"}], "containers": []}})"));
  EXPECT_EQ(own.at(0).unmerged_account, "");
  EXPECT_EQ(own.at(0).service_account, "robot");
  EXPECT_EQ(own.at(0).pull_secrets, std::vector<std::string>{"own"});
}

TEST(TemplatesOfObject, NamesAnObjectWithoutANameByItsPrefix) {
  json job = object("Job", "/spec/template");
  job["metadata"] = {{"generateName", "migrate-"}};
  EXPECT_EQ(templates_of(job).at(0).owner.name, "migrate-");
}

TEST(TemplatesOfObject, OptsOutByTheAnnotationOfThePodItWouldMake) {
  const char* ignored = R"({"metadata": {"annotations": {"kubectl-scan.dev/ignore": "true"}},
                            "spec": {"containers": []}})";
  EXPECT_EQ(templates_of(object("Deployment", "/spec/template", ignored)).at(0).skip,
            Skip::opted_out);
  json outside = object("Deployment", "/spec/template");
  outside["metadata"]["annotations"]["kubectl-scan.dev/ignore"] = "true";
  EXPECT_EQ(templates_of(outside).at(0).skip, Skip::none);
}

TEST(TemplatesOfObject, RecognisesTheJobOfAScan) {
  json job = object("Job", "/spec/template");
  job["metadata"]["labels"]["kubectl-scan.dev/run"] = "x7k2p";
  EXPECT_EQ(templates_of(job).at(0).skip, Skip::own);
}

}  // namespace
}  // namespace kscan::workload
