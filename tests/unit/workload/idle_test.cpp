#include "workload/idle.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace kscan::workload {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

json object(const std::string& kind, const std::string& name, const std::string& uid) {
  return {{"kind", kind},
          {"metadata", {{"name", name}, {"uid", uid}}},
          {"spec", {{"template", {{"spec", {{"containers", {{{"image", name}}}}}}}}}}};
}

json controlled(json what, const std::string& owner_uid) {
  what["metadata"]["ownerReferences"] = {
      {{"kind", "Owner"}, {"name", "o"}, {"uid", owner_uid}, {"controller", true}}};
  return what;
}

std::vector<std::string> names(IdleTemplates templates) {
  std::vector<std::string> result;
  for (const PodImages& images : std::move(templates).take())
    result.push_back(images.owner.name);
  return result;
}

TEST(IdleTemplates, AreThoseOfWorkloadsWithoutAPod) {
  IdleTemplates templates;
  templates.add(object("Deployment", "idle", "1"));
  templates.add(object("Deployment", "busy", "2"));
  templates.mark({{"ReplicaSet", "busy-x", "3"}, {"Deployment", "busy", "2"}}, {});
  EXPECT_THAT(names(std::move(templates)), ElementsAre("idle"));
}

/// Of a CronJob's Job: `image` ran in the container without a name.
PodImages ended(const std::string& image, Phase phase, const std::string& id = "x@sha256:1") {
  PodImages pod;
  pod.containers = {{.container = "", .image = image, .image_id = id}};
  pod.state.phase = phase;
  return pod;
}

TEST(IdleTemplates, AreNotHiddenByPodsThatEnded) {
  for (const Phase phase : {Phase::succeeded, Phase::failed}) {
    IdleTemplates templates;
    templates.add(object("CronJob", "report", "1"));
    templates.mark({{"Job", "report-1", "2"}, {"CronJob", "report", "1"}}, ended("older", phase));
    EXPECT_THAT(names(std::move(templates)), ElementsAre("report"));
  }
}

TEST(IdleTemplates, AreToldByThePodThatEndedWhereItHadTheSame) {
  IdleTemplates templates;
  templates.add(object("CronJob", "report", "1"));
  templates.mark({{"CronJob", "report", "1"}}, ended("report", Phase::succeeded));
  EXPECT_THAT(names(std::move(templates)), IsEmpty());
}

TEST(IdleTemplates, AreNotToldByAPodThatNeverGotItsImage) {
  IdleTemplates templates;
  templates.add(object("CronJob", "report", "1"));
  templates.mark({{"CronJob", "report", "1"}}, ended("report", Phase::failed, ""));
  EXPECT_THAT(names(std::move(templates)), ElementsAre("report"));
}

TEST(IdleTemplates, AreToldByThePodThatEndedAlsoInTheirVolumes) {
  IdleTemplates templates;
  json report = object("CronJob", "report", "1");
  report["spec"]["template"]["spec"]["volumes"] = {
      {{"name", "data"}, {"image", {{"reference", "data:1"}}}}};
  templates.add(report);
  PodImages pod = ended("report", Phase::succeeded);
  pod.containers.push_back(
      {.container = "data", .kind = ContainerKind::volume, .image = "data:1", .image_id = ""});
  templates.mark({{"CronJob", "report", "1"}}, pod);
  EXPECT_THAT(names(std::move(templates)), IsEmpty());
}

TEST(IdleTemplates, AreNotToldByAPodThatIsSkipped) {
  IdleTemplates templates;
  templates.add(object("CronJob", "report", "1"));
  PodImages pod = ended("report", Phase::succeeded);
  pod.skip = Skip::opted_out;
  templates.mark({{"CronJob", "report", "1"}}, pod);
  EXPECT_THAT(names(std::move(templates)), ElementsAre("report"));
}

TEST(IdleTemplates, AreMergedWithWhatRanOfThem) {
  IdleTemplates pods;
  pods.mark({{"CronJob", "report", "1"}}, ended("report", Phase::succeeded));
  IdleTemplates templates;
  templates.add(object("CronJob", "report", "1"));
  templates.merge(std::move(pods));
  EXPECT_THAT(names(std::move(templates)), IsEmpty());
}

TEST(IdleTemplates, LeaveOutWhatAnotherOneMakes) {
  IdleTemplates templates;
  templates.add(controlled(object("ReplicaSet", "web-1", "2"), "1"));
  templates.add(object("Deployment", "web", "1"));
  EXPECT_THAT(names(std::move(templates)), ElementsAre("web"));
}

TEST(IdleTemplates, LeaveOutOldRevisionsOfWhatWasNotAdded) {
  json old = controlled(object("ReplicaSet", "canary-1", "2"), "rollout");
  old["spec"]["replicas"] = 0;
  json current = controlled(object("ReplicaSet", "canary-2", "3"), "rollout");
  current["spec"]["replicas"] = 2;
  IdleTemplates templates;
  templates.add(old);
  templates.add(current);
  EXPECT_THAT(names(std::move(templates)), ElementsAre("canary-2"));
}

TEST(IdleTemplates, KeepAWorkloadThatIsScaledToNothing) {
  json idle = object("Deployment", "idle", "1");
  idle["spec"]["replicas"] = 0;
  IdleTemplates templates;
  templates.add(idle);
  EXPECT_THAT(names(std::move(templates)), ElementsAre("idle"));
}

TEST(IdleTemplates, TakeNoPodForThatOfAnObjectThatWasNeverCreated) {
  IdleTemplates templates;
  templates.add(object("Deployment", "new", ""));
  templates.mark({{"Node", "n", ""}}, {});
  EXPECT_THAT(names(std::move(templates)), ElementsAre("new"));
}

TEST(IdleTemplates, AreNoneInKindsWithoutPods) {
  IdleTemplates templates;
  templates.add({{"kind", "Service"}});
  templates.add(nullptr);
  EXPECT_THAT(names(std::move(templates)), IsEmpty());
}

}  // namespace
}  // namespace kscan::workload
